using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FleetPrompt.Core.Tenancy;

/// <summary>Which of a tenant's tables are part of an export. All are, unless they say otherwise.</summary>
public static class Travel
{
    public const string Annotation = "FleetPrompt:StaysAtHome";

    /// <summary>The table belongs to this installation: an export leaves it out.</summary>
    public static void StaysAtHome<T>(this EntityTypeBuilder<T> entity)
        where T : class => entity.HasAnnotation(Annotation, true);
}
