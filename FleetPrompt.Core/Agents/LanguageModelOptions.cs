namespace FleetPrompt.Core.Agents;

/// <summary>The language model that the operator has chosen, at any endpoint that speaks OpenAI's protocol. None without an address.</summary>
public sealed class LanguageModelOptions
{
    public const string Section = "FLEETPROMPT_LLM";

    /// <summary>Such as <c>https://api.openai.com/v1</c>.</summary>
    public string? BaseUrl { get; set; }

    public string? ApiKey { get; set; }

    public string? Model { get; set; }

    /// <summary>What a million tokens read cost, in US dollars; 0 for a model of one's own.</summary>
    public decimal InputUsdPerMillion { get; set; }

    /// <summary>What a million tokens written cost, in US dollars.</summary>
    public decimal OutputUsdPerMillion { get; set; }

    /// <summary>In millionths of a US dollar, rounded up.</summary>
    public long CostMicros(long input, long output) => (long)Math.Ceiling((input * InputUsdPerMillion) + (output * OutputUsdPerMillion));
}
