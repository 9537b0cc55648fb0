using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Chat = OpenAI.Chat;

namespace FleetPrompt.Web.Agents;

/// <summary>Texts to and from an endpoint that speaks OpenAI's protocol, in the shape of Microsoft.Extensions.AI. Takes the place of its own adapter until that can be had.</summary>
internal sealed class OpenAiChatClient(Chat.ChatClient inner) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var answer = (await inner.CompleteChatAsync(messages.Select(Message), Options(options), cancellationToken)).Value;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Concat(answer.Content.Select(c => c.Text))))
        {
            ModelId = answer.Model,
            Usage = new UsageDetails { InputTokenCount = answer.Usage.InputTokenCount, OutputTokenCount = answer.Usage.OutputTokenCount },
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var part in inner.CompleteChatStreamingAsync(messages.Select(Message), Options(options), cancellationToken))
            yield return new ChatResponseUpdate(ChatRole.Assistant, string.Concat(part.ContentUpdate.Select(c => c.Text)));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(inner) ? inner : null;

    public void Dispose() { }

    private static Chat.ChatMessage Message(ChatMessage message) =>
        message.Role == ChatRole.System ? new Chat.SystemChatMessage(message.Text)
        : message.Role == ChatRole.Assistant ? new Chat.AssistantChatMessage(message.Text)
        : new Chat.UserChatMessage(message.Text);

    private static Chat.ChatCompletionOptions Options(ChatOptions? options) => new() { MaxOutputTokenCount = options?.MaxOutputTokens, Temperature = options?.Temperature };
}
