using System.ComponentModel.DataAnnotations;

namespace FleetPrompt.Core.Forums;

public sealed class ForumsOptions
{
    [Range(5, 100)]
    public int PageSize { get; set; } = 20;

    /// <summary>Posts, opening ones included, that one person may write in a minute.</summary>
    [Range(1, 1000)]
    public int PostsPerMinute { get; set; } = 10;

    [Range(1, 10_000)]
    public int PostsPerHour { get; set; } = 120;
}
