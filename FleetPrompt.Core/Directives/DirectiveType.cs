using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Directives;

/// <summary>What a crash in the middle of a handler leaves behind, and so what may follow it.</summary>
public enum Effects
{
    /// <summary>All effects are in the unit that also finishes the directive: after a crash nothing was committed, and another runner resumes.</summary>
    Transactional,

    /// <summary>Effects may have left the database: after a crash the directive is failed (<c>runner_lost</c>) and a person decides.</summary>
    External,
}

/// <summary>A kind of directive: its name, who may request it, what it may touch, and who sees that it was requested.</summary>
/// <param name="Name">Lower-case words joined by dots, imperative: <c>forum.thread.lock</c>.</param>
/// <param name="Description">The intent in words that follow a person's name: "asked to lock the thread".</param>
/// <param name="Roles">Membership roles that may request it; checked at request and again when it runs.</param>
public abstract record DirectiveType(string Name, string Description, IReadOnlyList<string> Roles, Effects Effects, Visibility Visibility, Type ArgsType)
{
    /// <summary>
    /// Many of an organisation, about different subjects, may be handled in one unit: faster by far when there are many. For handlers that are quick, touch nothing but their own subject, and save
    /// before they ask the database about what they have changed. Where one fails, all are undone and the others handled again, so a handler may be called more than once before anything is committed.
    /// </summary>
    public bool SharesUnit { get; init; }

    /// <summary>How much of it each organisation may have at once and in time; null for any.</summary>
    public DirectiveLimits? Limits { get; init; }
}

/// <param name="Running">At once, over all nodes.</param>
/// <param name="PerHour">May begin in an hour, evenly, once the burst is used up.</param>
/// <param name="Burst">May begin one after the other without waiting.</param>
public sealed record DirectiveLimits(int? Running = null, double? PerHour = null, int Burst = 1);

/// <inheritdoc/>
public sealed record DirectiveType<TArgs>(
    string Name,
    string Description,
    IReadOnlyList<string> Roles,
    Effects Effects = Effects.Transactional,
    Visibility Visibility = Visibility.Members
) : DirectiveType(Name, Description, Roles, Effects, Visibility, typeof(TArgs))
    where TArgs : class, IDirectiveArgs;

/// <summary>The typed payload of a directive.</summary>
public interface IDirectiveArgs
{
    /// <summary>What is wrong with it, each problem once; empty when it may be requested.</summary>
    IEnumerable<FieldProblem> Problems();
}

/// <param name="Subject">What it acts on.</param>
/// <param name="Version">The subject's version as the requester saw it, or a uuid issued with the form: a second click has the same one.</param>
/// <param name="Stream">Where it is shown; by default the subject's stream.</param>
/// <param name="Key">The whole idempotency key, where something else than subject and version makes two requests the same.</param>
public sealed record DirectiveRequest<TArgs>(Subject Subject, TArgs Args, string Version, string? Stream = null, DateTimeOffset? ScheduledAt = null, string? Key = null)
    where TArgs : class, IDirectiveArgs;

/// <param name="Existing">The same thing had been requested before: nothing was written.</param>
public sealed record DirectiveReceipt(Guid Id, string Status, int Attempt, bool Existing);
