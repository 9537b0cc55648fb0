using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace MattermostDouble;

/// <summary>Gives the answer that the server has, unless something is to go wrong.</summary>
internal sealed class Front(Server server, Troubles troubles, TimeProvider time)
{
    private const string NumberItem = "number";

    public async Task AnswerAsync(HttpContext http, Func<HttpRequest, Task<Reply>> answer)
    {
        http.Items[NumberItem] = server.Receive(http.Request);
        var trouble = troubles.Take(http.Request);
        try
        {
            switch (trouble?.Kind)
            {
                case null:
                    await WriteAsync(http, await answer(http.Request));
                    break;
                case TroubleKind.Status:
                    if (trouble.Posted) await answer(http.Request);
                    await WriteAsync(http, ReplyOf(trouble));
                    break;
                case TroubleKind.HangBeforeReading:
                    await troubles.HangAsync(http.RequestAborted);
                    await WriteAsync(http, await answer(http.Request));
                    break;
                case TroubleKind.HangAfterReading:
                    var late = await answer(http.Request);
                    await troubles.HangAsync(http.RequestAborted);
                    await WriteAsync(http, late);
                    break;
                case TroubleKind.Slow:
                    var slow = await answer(http.Request);
                    await Task.Delay(TimeSpan.FromMilliseconds(trouble.Milliseconds), time, http.RequestAborted);
                    await WriteAsync(http, slow);
                    break;
                case TroubleKind.CutBeforeReading:
                    http.Abort();
                    break;
                case TroubleKind.CutBeforeAnswer:
                    await answer(http.Request);
                    http.Abort();
                    break;
                case TroubleKind.CutWithinAnswer:
                    var half = await answer(http.Request);
                    // Less than was announced: the connection ends once that is written.
                    await WriteAsync(http, half, half.Body.Length / 2);
                    break;
                case TroubleKind.CutAfterAnswer:
                    await WriteAsync(http, await answer(http.Request));
                    // Not an abort: that could overtake what was written.
                    http.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();
                    break;
                default:
                    throw new InvalidOperationException($"Nobody knows how to {trouble.Kind}.");
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
    }

    public static int NumberOf(HttpRequest request) => (int)request.HttpContext.Items[NumberItem]!;

    private static Reply ReplyOf(Trouble trouble)
    {
        var body = trouble.BodyBytes is { } size ? Encoding.ASCII.GetBytes(new string('x', size)) : trouble.Body is { } text ? Encoding.UTF8.GetBytes(text) : null;
        return body is null
            ? Reply.Error(trouble.Status, "double.told_so", $"It was told to answer {trouble.Status}.") with { Headers = trouble.Headers }
            : new Reply(trouble.Status, "text/plain", body) { Headers = trouble.Headers };
    }

    /// <param name="most">Bytes of the body to give of those that are announced.</param>
    private static async Task WriteAsync(HttpContext http, Reply reply, int? most = null)
    {
        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = reply.ContentType;
        http.Response.ContentLength = reply.Body.Length;
        foreach (var (name, value) in reply.Headers) http.Response.Headers[name] = value;
        await http.Response.Body.WriteAsync(reply.Body.AsMemory(0, most ?? reply.Body.Length));
        await http.Response.Body.FlushAsync();
    }
}
