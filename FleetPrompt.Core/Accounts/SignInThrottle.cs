using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
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
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>How long to wait before the next try; null when it may be made now.</summary>
    public async Task<TimeSpan?> WaitAsync(string account, IPAddress? address, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow();
        var (ofAccount, ofAddress) = Subjects(account, address);
        var since = now - Window;
        var failures = await units.RunPlatformAsync<List<SignInFailure>>(
            async unit => await unit.Db.Set<SignInFailure>().AsNoTracking()
                .Where(f => (f.Subject == ofAccount || f.Subject == ofAddress) && f.FailedAt > since)
                .OrderByDescending(f => f.FailedAt).Take(400)
                .ToListAsync(cancel),
            cancel);
        var byAccount = AccountWait([.. failures.Value.Where(f => f.Subject == ofAccount).Select(f => f.FailedAt)], now);
        var byAddress = AddressWait([.. failures.Value.Where(f => f.Subject == ofAddress).Select(f => f.FailedAt)], now);
        var wait = byAccount > byAddress ? byAccount : byAddress;
        return wait > TimeSpan.Zero ? wait : null;
    }

    public Task FailedAsync(string account, IPAddress? address, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow();
        var (ofAccount, ofAddress) = Subjects(account, address);
        return units.RunPlatformAsync<bool>(
            async unit =>
            {
                var failures = unit.Db.Set<SignInFailure>();
                failures.Add(new SignInFailure { Subject = ofAccount, FailedAt = now });
                failures.Add(new SignInFailure { Subject = ofAddress, FailedAt = now });
                await unit.Db.SaveChangesAsync(cancel);
                await failures.Where(f => f.FailedAt < now - Window).ExecuteDeleteAsync(cancel);
                return true;
            },
            cancel);
    }

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
        (key.Hash("account:" + account.Trim().ToUpperInvariant()), key.Hash("address:" + Network(address)));

    /// <summary>An IPv4 address, or the /64 of an IPv6 one: whoever has one address there has them all.</summary>
    private static string Network(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}
