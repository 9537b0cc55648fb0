using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Integrations.Digest;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations.Digest;

/// <summary>Sentences by a model above a digest: bounded in cost, cleaned, and never in the digest's way.</summary>
public sealed class DigestSummaryTests
{
    private static readonly DigestFacts Facts = new("Acme", DigestWindow.Until(new DateTimeOffset(2026, 3, 29, 9, 0, 0, TimeSpan.Zero)), TimeZoneInfo.Utc) { Forum = new(Posts: 3) };

    [Fact]
    public async Task What_the_model_says_is_kept_with_what_it_cost()
    {
        var written = await SummaryOf(new Model("Three posts.", 1_000, 20)).WriteAsync(Agent(), Facts, Cancel);

        (written.Text, written.Problem).ShouldBe(("Three posts.", null));
        (written.InputTokens, written.OutputTokens, written.CostMicros).ShouldBe((1_000, 20, 1_000 + 200));
        written.Decision!.RootElement.GetProperty("saw").GetProperty("posts").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task What_could_cost_more_than_a_digest_may_is_not_asked()
    {
        var model = new Model("Never.", 1, 1);

        var written = await SummaryOf(model, outputPrice: 1_000).WriteAsync(Agent(), Facts, Cancel);

        (written.Text, model.Asked).ShouldBe((null, 0));
        written.Problem!.ShouldContain("0.05 USD");
    }

    [Theory]
    [InlineData(AgentStatus.Draft)]
    [InlineData(AgentStatus.Paused)]
    [InlineData(AgentStatus.Error)]
    public async Task An_agent_that_is_not_active_writes_nothing(string status)
    {
        var model = new Model("Never.", 1, 1);

        var written = await SummaryOf(model).WriteAsync(Agent(status), Facts, Cancel);

        (written.Text, model.Asked).ShouldBe((null, 0));
        written.Problem!.ShouldContain(status);
    }

    [Fact]
    public async Task Without_a_model_or_with_one_that_fails_there_is_none_and_the_reason_is_told()
    {
        (await new DigestSummary([], Options.Create(Prices(1, 1)), TimeProvider.System).WriteAsync(Agent(), Facts, Cancel)).Problem!.ShouldContain("no language model");
        (await SummaryOf(new Model(null, 0, 0)).WriteAsync(Agent(), Facts, Cancel)).Problem!.ShouldContain("did not answer");
    }

    [Theory]
    [InlineData("Look at @channel and @here")]
    [InlineData("# Big\n\n[click](https://evil.example) ![x](https://evil.example/x.png)")]
    [InlineData("`@all` <!channel>")]
    public void What_a_model_says_notifies_nobody_and_links_nowhere(string said)
    {
        var clean = DigestSummary.Clean(said);

        clean.ShouldNotContain("\n");
        clean.ShouldNotContain("](");
        clean.ShouldNotContain("://");
        clean.ShouldNotContain("@channel");
        clean.ShouldNotContain("@here");
        clean.ShouldNotContain("@all");
        clean.ShouldNotContain("<!channel>");
    }

    [Fact]
    public void A_summary_is_labelled_and_stands_above_the_figures()
    {
        var text = DigestText.Compose(Facts, new DigestLayout(Summary: "Three posts."));

        text.ShouldContain("> Three posts. _(Agent: written by a language model.");
        text.IndexOf("Three posts.", StringComparison.Ordinal).ShouldBeLessThan(text.IndexOf("**Forum:**", StringComparison.Ordinal));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DigestSummary SummaryOf(Model model, decimal outputPrice = 10) => new([model], Options.Create(Prices(1, outputPrice)), TimeProvider.System);

    private static LanguageModelOptions Prices(decimal input, decimal output) => new() { BaseUrl = "http://here", Model = "small", InputUsdPerMillion = input, OutputUsdPerMillion = output };

    private static Agent Agent(string status = AgentStatus.Active) => new() { Slug = "digest", Name = "Digest generator", Description = "", Instructions = "Write three sentences.", Status = status };

    /// <summary>Says one thing, or fails.</summary>
    private sealed class Model(string? says, int input, int output) : IChatClient
    {
        public int Asked { get; private set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Asked++;
            return says is null
                ? throw new HttpRequestException("No route.")
                : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, says)) { Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output } });
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}
