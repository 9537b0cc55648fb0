using System.ComponentModel.DataAnnotations;

namespace FleetPrompt.Core.Forums;

public sealed class ForumsOptions
{
    [Range(5, 100)]
    public int PageSize { get; set; } = 20;
}
