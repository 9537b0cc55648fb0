using System.Linq.Expressions;
using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace FleetPrompt.Tests.Given;

/// <summary>An organisation that is there, with its people by name.</summary>
public sealed class Org(Installation fleet, TenantRef tenant, IReadOnlyDictionary<string, Guid> people)
{
    private int replies;

    public const string OwnerName = "owner";

    public TenantRef Tenant => tenant;

    public string Schema => tenant.Schema;

    public Guid this[string person] => people[person];

    /// <summary>A click of that person.</summary>
    public OperationContext Act(string person = OwnerName) => OperationContext.New(tenant, Actor.User(people[person]), Sources.Web, "request-1");

    public OperationContext ActAsSystem() => OperationContext.New(tenant, Actor.System, Sources.Job);

    public Task<Result<T>> Do<T>(Func<TenantUnit, Task<Result<T>>> work, OperationContext? operation = null, IUnits? units = null) => (units ?? fleet.Units).RunAsync(operation ?? Act(), work);

    public Task<T> Read<T>(Func<TenantUnit, Task<T>> read) => fleet.Units.ReadAsync(ActAsSystem(), read);

    /// <summary>The rows of a table as they are committed.</summary>
    public Task<List<T>> All<T>(Expression<Func<T, bool>>? where = null)
        where T : class => Read(unit => unit.Db.Set<T>().AsNoTracking().Where(where ?? (_ => true)).ToListAsync());

    public async Task<T> One<T>(Expression<Func<T, bool>> where)
        where T : class => (await All(where)).ShouldHaveSingleItem();

    /// <summary>Signals that fit, in the order they were written.</summary>
    public async Task<List<Signal>> Signals(Expression<Func<Signal, bool>>? where = null) => [.. (await All(where)).OrderBy(s => s.Seq)];

    /// <summary>The signal as it is recorded.</summary>
    public async Task<Signal> Emit(string text = "hello", SignalOptions? options = null, SignalType<Note>? type = null, Subject? subject = null, OperationContext? operation = null)
    {
        var emitted = await DoOk(unit => fleet.Get<SignalBus>().EmitAsync(unit, type ?? TestSignals.Noted, subject ?? TestSignals.Anything(), new Note(text), options), operation);
        return await One<Signal>(s => s.Id == emitted.Id);
    }

    public async Task<T> DoOk<T>(Func<TenantUnit, Task<T>> work, OperationContext? operation = null) =>
        (await Do<T>(async unit => await work(unit), operation)).ShouldBeOk();

    public async Task<ForumCategory> Category(string name = "General") => (await fleet.Get<ForumWriting>().CreateCategoryAsync(Act(), new NewCategory(name, null))).ShouldBeOk();

    public async Task<PostPlace> Thread(string title = "A question", string by = OwnerName, string body = "How does it work?", Guid? category = null)
    {
        var place = category ?? (await All<ForumCategory>()).FirstOrDefault()?.Id ?? (await Category()).Id;
        return (await fleet.Get<ForumWriting>().CreateThreadAsync(Act(by), new NewThread(place, title, body, Guid.NewGuid()))).ShouldBeOk();
    }

    public async Task<PostPlace> Reply(PostPlace thread, string by = OwnerName, string? body = null) => (await TryReply(thread, by, body)).ShouldBeOk();

    public Task<Result<PostPlace>> TryReply(PostPlace thread, string by = OwnerName, string? body = null, Guid? formKey = null) =>
        fleet.Get<ForumWriting>().ReplyAsync(Act(by), new NewReply(thread.ThreadId, body ?? $"Like this, {Interlocked.Increment(ref replies)}.", formKey ?? Guid.NewGuid()));

    /// <summary>Nobody has done too much of anything lately.</summary>
    public Task FillBuckets() => fleet.AsOwner($"delete from {Schema}.limit_buckets");

    /// <summary>Asks for a rehearsal; what it does is said on the <see cref="Stage"/>.</summary>
    public Task<Result<DirectiveReceipt>> Request(
        Rehearsal args,
        string version = "1",
        DirectiveType<Rehearsal>? type = null,
        OperationContext? operation = null,
        DateTimeOffset? scheduledAt = null) =>
        Do(unit => fleet.Get<DirectiveService>().RequestAsync(unit, type ?? Rehearsals.Play, new(new("test.thing", args.Subject), args, version, ScheduledAt: scheduledAt)), operation);

    public Task<Directive> Directive(Guid id) => One<Directive>(d => d.Id == id);

    /// <summary>The lifecycle as it was told, in order.</summary>
    public async Task<string[]> Told(Guid directive) => [.. (await Signals(s => s.SubjectType == "directive" && s.SubjectId == directive)).Select(s => s.Name)];

    public Task Remove(string person) => Membership(person, m => m.Status = MembershipStatus.Removed);

    public Task Make(string person, string role) => Membership(person, m => m.Role = role);

    private async Task Membership(string person, Action<OrganizationMembership> change) =>
        (await fleet.Units.RunPlatformAsync<bool>(async unit =>
        {
            change(await unit.Db.Memberships.SingleAsync(m => m.OrganizationId == tenant.OrganizationId && m.UserId == people[person]));
            return await unit.Db.SaveChangesAsync() == 1;
        })).ShouldBeOk().ShouldBeTrue();
}
