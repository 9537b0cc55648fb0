using System.ClientModel;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Operations;
using Microsoft.Extensions.AI;
using OpenAI;

namespace FleetPrompt.Web.Agents;

/// <summary>The language model that <c>FLEETPROMPT_LLM__BASEURL</c>, <c>__APIKEY</c> and <c>__MODEL</c> name; none where they are not set.</summary>
internal static class LanguageModel
{
    /// <exception cref="StartupException">A setting with which nothing could be asked.</exception>
    public static IServiceCollection AddLanguageModel(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.GetSection(LanguageModelOptions.Section).Get<LanguageModelOptions>() ?? new LanguageModelOptions();
        if (string.IsNullOrWhiteSpace(settings.BaseUrl)) return services;
        if (!Uri.TryCreate(settings.BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
            throw StartupException.For($"{LanguageModelOptions.Section}__BASEURL", "not the address of a language model. Use one like https://api.openai.com/v1, or unset it.");
        if (string.IsNullOrWhiteSpace(settings.Model)) throw StartupException.For($"{LanguageModelOptions.Section}__MODEL", "not set, though an address is. Name the model to ask.");
        return services.AddSingleton<IChatClient>(_ => new OpenAiChatClient(
            new OpenAIClient(new ApiKeyCredential(string.IsNullOrEmpty(settings.ApiKey) ? "none" : settings.ApiKey), new OpenAIClientOptions { Endpoint = url }).GetChatClient(settings.Model)));
    }
}
