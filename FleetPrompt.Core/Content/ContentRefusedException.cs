namespace FleetPrompt.Core.Content;

/// <summary>
/// Stops a parser or renderer in the middle of its work when a limit is passed; nothing else gets them to stop.
/// It never leaves this room: callers see <see cref="RenderedContent.Degraded"/>.
/// </summary>
internal sealed class ContentRefusedException(string reason) : Exception(reason);
