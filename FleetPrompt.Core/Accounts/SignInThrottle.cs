using System.Net;
using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Accounts;

/// <summary>
/// Slows guessing without locking anybody out: only failures count. An address may fail 6 times a minute and 30 times an hour; an account 10 times, and
/// then each further try must wait longer, up to 15 minutes. Unknown accounts are treated alike.
/// </summary>
public sealed class SignInThrottle(IUnits units, ThrottleKey key, TimeProvider time)
{
    private const int FreeFailures = 10;
    private const int PerAddressMinute = 6;
    private const int PerAddressHour = 30;
    private const int RegistrationsPerHour = 30;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>
    /// Counts a try before its password is looked at, so that many at once cannot pass together; <see cref="ForgiveAsync"/> takes it back when the password was right.
    /// Errors: <see cref="Throttled"/>, and then nothing is counted.
    /// </summary>
    public Task<Result<Guid>> TryAsync(string account, IPAddress? address, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow();
        var (ofAccount, ofAddress) = Subjects(account, address);
        return units.RunPlatformAsync<Guid>(
            async unit =>
            {
                await unit.LockAsync(ofAddress, cancel);
                await unit.LockAsync(ofAccount, cancel);
                var tries = unit.Db.Set<SignInFailure>();
                var wait = Longer(AccountWait(await RecentAsync(tries, ofAccount, now, cancel), now), AddressWait(await RecentAsync(tries, ofAddress, now, cancel), now));
                if (wait > TimeSpan.Zero) return new Throttled($"Too many wrong passwords. Try again in {Words(wait)}.", wait);
                var id = Guid.CreateVersion7(now);
                tries.Add(new SignInFailure { TryId = id, Subject = ofAccount, FailedAt = now });
                tries.Add(new SignInFailure { TryId = id, Subject = ofAddress, FailedAt = now });
                await unit.Db.SaveChangesAsync(cancel);
                await tries.Where(f => f.FailedAt < now - Window).ExecuteDeleteAsync(cancel);
                return id;
            },
            cancel);
    }

    /// <summary>The try was no failure.</summary>
    public Task ForgiveAsync(Guid tryId, CancellationToken cancel = default) =>
        units.RunPlatformAsync<int>(async unit => await unit.Db.Set<SignInFailure>().Where(f => f.TryId == tryId).ExecuteDeleteAsync(cancel), cancel);

    /// <summary>Counts a registration from an address. Errors: <see cref="Throttled"/>, and then nothing is counted.</summary>
    public Task<Result<Guid>> RegisterAsync(IPAddress? address, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow();
        var subject = key.Hash("registration:" + ThrottleKey.Network(address));
        return units.RunPlatformAsync<Guid>(
            async unit =>
            {
                await unit.LockAsync(subject, cancel);
                var tries = unit.Db.Set<SignInFailure>();
                var recent = await RecentAsync(tries, subject, now, cancel);
                if (recent.Count >= RegistrationsPerHour) return new Throttled("Many registrations came from your address in the last hour. Try again later; what you typed is kept below.", recent[^1] + Window - now);
                var id = Guid.CreateVersion7(now);
                tries.Add(new SignInFailure { TryId = id, Subject = subject, FailedAt = now });
                await unit.Db.SaveChangesAsync(cancel);
                return id;
            },
            cancel);
    }

    private static Task<List<DateTimeOffset>> RecentAsync(IQueryable<SignInFailure> tries, string subject, DateTimeOffset now, CancellationToken cancel)
    {
        var since = now - Window;
        return tries.Where(f => f.Subject == subject && f.FailedAt > since).OrderByDescending(f => f.FailedAt).Take(200).Select(f => f.FailedAt).ToListAsync(cancel);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static string Words(TimeSpan wait) => wait.TotalSeconds < 90 ? $"{Math.Ceiling(wait.TotalSeconds)} seconds" : $"{Math.Ceiling(wait.TotalMinutes)} minutes";

    /// <param name="failures">Newest first.</param>
    internal static TimeSpan AccountWait(IReadOnlyList<DateTimeOffset> failures, DateTimeOffset now)
    {
        if (failures.Count < FreeFailures) return TimeSpan.Zero;
        var wait = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures.Count - FreeFailures + 1), Longest.TotalSeconds));
        return failures[0] + wait - now;
    }

    /// <param name="failures">Newest first.</param>
    internal static TimeSpan AddressWait(IReadOnlyList<DateTimeOffset> failures, DateTimeOffset now)
    {
        var minute = failures.Count >= PerAddressMinute ? failures[PerAddressMinute - 1].AddMinutes(1) - now : TimeSpan.Zero;
        var hour = failures.Count >= PerAddressHour ? failures[PerAddressHour - 1].AddHours(1) - now : TimeSpan.Zero;
        return minute > hour ? minute : hour;
    }

    private (string Account, string Address) Subjects(string account, IPAddress? address) =>
        (key.Hash("account:" + account.Trim().ToUpperInvariant()), key.HashAddress(address));
}
