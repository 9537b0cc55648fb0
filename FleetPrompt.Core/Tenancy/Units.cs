namespace FleetPrompt.Core.Tenancy;

/// <summary>
/// The only way to a database transaction. There are two kinds, and they do not nest: a <see cref="TenantUnit"/>, and a
/// <see cref="PlatformUnit"/> that may switch once to a tenant. Each runs as the role whose rights it needs, so what forgets its tenant is refused by PostgreSQL.
/// </summary>
public interface IUnits
{
    /// <summary>Runs <paramref name="work"/> in a tenant's transaction: commits when it returns a value, rolls back when it returns an error or throws.
    /// Run again from its start, at most twice, when PostgreSQL reports a serialisation failure or a deadlock before commit, or when the connection was broken before it was answered.</summary>
    Task<Result<T>> RunAsync<T>(OperationContext operation, Func<TenantUnit, Task<Result<T>>> work, CancellationToken cancel = default);

    /// <summary>A tenant's transaction for reading; nothing is committed.</summary>
    Task<T> ReadAsync<T>(OperationContext operation, Func<TenantUnit, Task<T>> read, CancellationToken cancel = default);

    /// <summary>A tenant's transaction in which every statement sees the same moment, whatever is committed meanwhile, and nothing can be written. May be long: writers do not wait for it.</summary>
    Task<T> ReadSnapshotAsync<T>(OperationContext operation, Func<TenantUnit, Task<T>> read, CancellationToken cancel = default);

    /// <summary>For what opens a unit on behalf of its caller, who must not be within one.</summary>
    /// <exception cref="InvalidOperationException">A unit is open.</exception>
    void RefuseWithin();

    /// <summary>A transaction on <c>public</c> that may then switch, once, to a tenant: one commit for both.</summary>
    Task<Result<T>> RunPlatformAsync<T>(Func<PlatformUnit, Task<Result<T>>> work, CancellationToken cancel = default);
}

/// <summary>One transaction under one tenant's role. Ask <see cref="AfterCommit"/> for what must happen only once it is durable.</summary>
public abstract class TenantUnit(OperationContext operation)
{
    private readonly List<Action> afterCommit = [];
    private readonly HashSet<object> once = [];

    /// <summary>Made when it is first asked for.</summary>
    public abstract TenantDb Db { get; }

    public OperationContext Operation { get; private set; } = operation;

    public TenantRef Tenant => Operation.Tenant;

    /// <summary>Goes on as part of another operation of the same tenant, once it is known which (a runner that has read its directive).</summary>
    /// <exception cref="ArgumentException">The operation is of another tenant.</exception>
    public void Join(OperationContext operation) =>
        Operation = operation.Tenant == Tenant ? operation : throw new ArgumentException("A unit belongs to one tenant.", nameof(operation));

    public void AfterCommit(Action action) => afterCommit.Add(action);

    /// <summary>The same, once for each <paramref name="of"/> however often it is asked for.</summary>
    public void AfterCommitOnce(object of, Action action)
    {
        if (once.Add(of)) afterCommit.Add(action);
    }

    /// <summary>Writes what is pending in <see cref="Db"/>, where anybody has used it.</summary>
    public abstract Task SaveAsync(CancellationToken cancel);

    /// <summary>Waits until no other unit of this tenant holds <paramref name="key"/>; held until this unit ends.</summary>
    public abstract Task LockAsync(string key, CancellationToken cancel);

    /// <summary>The role of a member of this unit's organisation as the database has it now; null for everybody else.</summary>
    public abstract Task<string?> RoleOfAsync(Guid userId, CancellationToken cancel);

    /// <summary>The same with the time since when they are a member.</summary>
    public abstract Task<Membership?> MembershipAsync(Guid userId, CancellationToken cancel);

    /// <summary>Names of people of this organisation, past and present, by id. Strangers are missing.</summary>
    public abstract Task<IReadOnlyDictionary<Guid, Person>> PeopleAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel);

    /// <summary>
    /// Members, past ones and authors of imports included, whose name holds <paramref name="text"/> (in any case) at the beginning of one of its words; those whose name begins with it first,
    /// then by name. At most <paramref name="most"/>; none for an empty text.
    /// </summary>
    /// <param name="active">Only those who are members now.</param>
    public abstract Task<IReadOnlyList<Person>> FindPeopleAsync(string text, int most, bool active, CancellationToken cancel);

    /// <summary>What people call this unit's organisation.</summary>
    public abstract Task<string> OrganizationNameAsync(CancellationToken cancel);

    protected void Committed()
    {
        foreach (var action in afterCommit) action();
    }
}

/// <summary>One transaction under the platform's role, with at most one switch to a tenant.</summary>
public abstract class PlatformUnit(PlatformDb db, IServiceProvider services)
{
    public PlatformDb Db { get; } = db;

    /// <summary>Services of this unit's own scope: what they do through <see cref="PlatformDb"/> is part of this transaction.</summary>
    public IServiceProvider Services { get; } = services;

    /// <summary>Waits until no other platform unit holds <paramref name="key"/>; held until this unit ends. Call it before <see cref="SwitchAsync"/>.</summary>
    public abstract Task LockAsync(string key, CancellationToken cancel);

    /// <summary>From here on the transaction runs as the tenant; <see cref="Db"/> must not be used again.</summary>
    /// <exception cref="InvalidOperationException">The unit has switched already.</exception>
    public abstract Task<TenantUnit> SwitchAsync(OperationContext operation, CancellationToken cancel);
}

/// <summary>An active member's place in the unit's organisation.</summary>
public sealed record Membership(string Role, DateTimeOffset JoinedAt);

/// <summary>A person as others in the organisation see them.</summary>
public sealed record Person(Guid Id, string Name, string? Role);
