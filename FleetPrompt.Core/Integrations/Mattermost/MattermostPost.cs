using System.Text;

namespace FleetPrompt.Core.Integrations.Mattermost;

/// <summary>A message to post.</summary>
/// <param name="Text">Markdown. What comes from people in it went through <see cref="MattermostText"/>.</param>
/// <param name="Channel">
/// A channel's name as in its address; null for the one that a webhook is bound to. With a token also <c>team/channel</c> or the channel's id, and never null.
/// </param>
/// <param name="Username">A name to post under, where the server lets webhooks choose one.</param>
/// <param name="IconUrl">A picture to post with, where it does.</param>
public sealed record MattermostPost(string Text, string? Channel = null, string? Username = null, string? IconUrl = null)
{
    /// <summary>Unicode scalar values. The server splits what is longer into several posts.</summary>
    public const int MaxLength = 16_383;

    public static int LengthOf(string text) => text.EnumerateRunes().Count();
}
