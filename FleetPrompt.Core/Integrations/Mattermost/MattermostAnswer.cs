namespace FleetPrompt.Core.Integrations.Mattermost;

/// <summary>What came of a post; there are no others. Messages are safe to show and say what to do.</summary>
/// <param name="Status">The HTTP status that the server answered with, if it did.</param>
public abstract record MattermostAnswer(int? Status)
{
    /// <summary>It is in the channel.</summary>
    public sealed record Posted(int? Status, string? PostId = null) : MattermostAnswer(Status);

    /// <summary>It certainly is not, and may be tried again once what <see cref="Message"/> says is done.</summary>
    /// <param name="ErrorKind">One of <see cref="OutboundErrorKind"/>.</param>
    /// <param name="RetryAfter">How long the server asked to be left alone.</param>
    public sealed record Failed(string ErrorKind, string Message, int? Status = null, TimeSpan? RetryAfter = null) : MattermostAnswer(Status);

    /// <summary>It may be. Only a person who has looked can say whether to send it again. As an error it is <see cref="OutboundErrorKind.Unknown"/>.</summary>
    public sealed record Uncertain(string Message, int? Status = null) : MattermostAnswer(Status);
}
