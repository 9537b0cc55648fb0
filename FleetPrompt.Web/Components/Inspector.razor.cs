using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Components;

/// <summary>Everything about one row of a timeline: what caused it, what it led to, and its raw content.</summary>
public partial class Inspector
{
    [Parameter, EditorRequired] public AuditRow Row { get; set; } = null!;

    /// <summary>The row's own page.</summary>
    [Parameter] public string? Href { get; set; }

    [Parameter] public ChainLink? CausedBy { get; set; }

    [Parameter] public IReadOnlyList<ChainLink> LedTo { get; set; } = [];

    [Parameter] public IReadOnlyList<Fact> Facts { get; set; } = [];

    /// <summary>Indented JSON, already redacted.</summary>
    [Parameter] public string? Payload { get; set; }

    /// <summary>The page of the whole correlation chain.</summary>
    [Parameter] public string? ChainHref { get; set; }

    /// <summary>The timeline's address without a selection.</summary>
    [Parameter] public string? CloseHref { get; set; }

    /// <summary>Rerun, Cancel, Replay: whatever this person may do here.</summary>
    [Parameter] public RenderFragment? Actions { get; set; }

    /// <summary>More sections, such as an agent's decision record or the attempts of a directive.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    private static RenderFragment Neighbour(ChainLink link) => builder =>
    {
        builder.OpenElement(0, "li");
        builder.OpenComponent<Glyph>(1);
        builder.AddComponentParameter(2, nameof(Glyph.Kind), link.Kind);
        builder.CloseComponent();
        builder.OpenElement(3, "a");
        builder.AddAttribute(4, "href", link.Href);
        builder.OpenElement(5, "code");
        builder.AddContent(6, link.Name);
        builder.CloseElement();
        builder.CloseElement();
        if (link.Status is not null)
        {
            builder.OpenComponent<StatusBadge>(7);
            builder.AddComponentParameter(8, nameof(StatusBadge.State), link.Status);
            builder.CloseComponent();
        }
        builder.CloseElement();
    };
}
