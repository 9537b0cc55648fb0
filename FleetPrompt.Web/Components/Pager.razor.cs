using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Components;

/// <summary>Numbered pages (<see cref="Page"/>, <see cref="PageCount"/>, <see cref="HrefFor"/>) or cursors (<see cref="PrevHref"/>, <see cref="NextHref"/>). Nothing is drawn for a single page.</summary>
public partial class Pager
{
    [Parameter] public int Page { get; set; } = 1;
    [Parameter] public int PageCount { get; set; }
    [Parameter] public Func<int, string>? HrefFor { get; set; }
    [Parameter] public string? PrevHref { get; set; }
    [Parameter] public string? NextHref { get; set; }

    /// <summary>Between the links; "Page 2 of 7" when pages are numbered.</summary>
    [Parameter] public string? Summary { get; set; }

    [Parameter] public string Label { get; set; } = "Pages";

    private string? Previous => HrefFor is null ? PrevHref : Page > 1 ? HrefFor(Page - 1) : null;

    private string? Next => HrefFor is null ? NextHref : Page < PageCount ? HrefFor(Page + 1) : null;

    private string? Where => Summary ?? (HrefFor is null ? null : string.Create(CultureInfo.InvariantCulture, $"Page {Page} of {PageCount}"));
}
