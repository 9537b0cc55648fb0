using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Agents;

/// <summary>An agent of an organisation: what it is told, what it can do, and whether it may act. It acts only by directives.</summary>
public sealed class Agent
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Unique in the organisation.</summary>
    public required string Slug { get; init; }

    public required string Name { get; set; }

    public required string Description { get; set; }

    /// <summary>What it is told before everything else.</summary>
    public required string Instructions { get; set; }

    /// <summary>Slugs of skills.</summary>
    public List<string> Skills { get; set; } = [];

    /// <summary>The model it asks for; null for the platform's.</summary>
    public string? Model { get; set; }

    /// <summary>One of <see cref="AgentStatus"/>.</summary>
    public required string Status { get; set; }

    /// <summary>The package that made it; null where people did, or where it was kept when the package went.</summary>
    public string? PackageSlug { get; set; }

    /// <summary>Raised by every change; a request made against an older one is a conflict.</summary>
    public int Revision { get; set; }

    public string? ErrorMessage { get; set; }

    public Guid? EditedById { get; set; }

    public DateTimeOffset? EditedAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Something of it has changed. What was just being deployed is not this any more: it is a draft again.</summary>
    public void Revise(DateTimeOffset now)
    {
        Revision++;
        UpdatedAt = now;
        if (Status == AgentStatus.Deploying) Status = AgentStatus.Draft;
    }

    public static Subject Subject(Guid id) => new("agent", id);
}

/// <summary>draft → deploying → active ⇄ paused; deploying → error → deploying.</summary>
public static class AgentStatus
{
    public const string Draft = "draft";
    public const string Deploying = "deploying";
    public const string Active = "active";
    public const string Paused = "paused";
    public const string Error = "error";
}

/// <summary>Something an agent knows how to do: instructions that any organisation's agents may be given. Global.</summary>
public sealed class Skill
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Slug { get; init; }

    public required string Name { get; set; }

    public required string Description { get; set; }

    public required string Category { get; set; }

    public required string Instructions { get; set; }

    /// <summary>The package that brings it.</summary>
    public required string PackageSlug { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}
