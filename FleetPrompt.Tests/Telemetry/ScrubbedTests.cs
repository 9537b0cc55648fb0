using System.Diagnostics;
using FleetPrompt.Web.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Logs;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Telemetry;

public sealed class ScrubbedTests
{
    private const string Secret = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>Secrets that only their quotes give away: those that JSON writes otherwise.</summary>
    private const string Quoted = """It answered {"password": "in words, one"} and password="in words, two" to us.""";

    [Theory]
    [InlineData("json")]
    [InlineData("simple")]
    [InlineData("systemd")]
    public void A_console_line_holds_no_secret_whatever_its_form(string name)
    {
        var services = new ServiceCollection().AddLogging(logging => logging.AddConsole());
        ScrubbedConsole.AddTo(services);
        using var provider = services.BuildServiceProvider();
        var formatter = provider.GetServices<ConsoleFormatter>().Single(f => f.Name == name);
        using var line = new StringWriter();

        formatter.Write(new LogEntry<string>(LogLevel.Error, "Test", default, $"A call to /invite/abc123 with {Secret}", new InvalidOperationException(Quoted), (state, _) => state), null, line);

        line.ToString().ShouldContain("A call to /invite/[redacted] with [redacted]");
        line.ToString().ShouldContain("It answered");
        line.ToString().ShouldNotContain(Secret);
        line.ToString().ShouldNotContain("in words");
    }

    [Fact]
    public void A_log_line_that_leaves_holds_no_secret_in_its_words_its_values_or_its_exception()
    {
        var seen = new Seen();
        using (var logs = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options => options.AddProcessor(new ScrubbedLogs()).AddProcessor(seen))))
#pragma warning disable CA1848, CA1873, CA2254 // one line, once
            logs.CreateLogger("Test").LogError(new InvalidOperationException($"token={Secret}"), "It used {Key} for {Tenant}", Secret, 7);
#pragma warning restore CA1848, CA1873, CA2254

        seen.Exception.ShouldBeNull();
        seen.Values.ShouldContain(("Tenant", "7"));
        seen.Values.ShouldContain(("exception.message", "token=[redacted]"));
        seen.Values.ShouldNotContain(v => v.Value.Contains(Secret));
    }

    [Theory]
    [InlineData("url.path", "/invite/abc")]
    [InlineData("url.query", "?token=abc")]
    [InlineData("url.full", "https://chat.example/services/T/B/abc")]
    public void A_span_that_leaves_names_no_address_as_it_was_called(string tag, string address)
    {
        using var span = new Activity("call").SetTag(tag, address).SetTag("note", $"with {Secret}").Start();

        using (var scrubbing = new ScrubbedSpans()) scrubbing.OnEnd(span);

        span.GetTagItem(tag).ShouldBeNull();
        span.GetTagItem("note").ShouldBe("with [redacted]");
    }

    [Fact]
    public void A_statement_within_nothing_does_not_leave_and_one_within_a_span_does()
    {
        using var source = new ActivitySource("Npgsql");
        using var listener = new ActivityListener { ShouldListenTo = s => ReferenceEquals(s, source), Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        using var scrubbing = new ScrubbedSpans();
        using var poll = source.StartActivity("postgresql").ShouldNotBeNull();
        using var within = source.StartActivity("postgresql").ShouldNotBeNull();

        scrubbing.OnEnd(poll);
        scrubbing.OnEnd(within);

        poll.Recorded.ShouldBeFalse();
        within.Recorded.ShouldBeTrue();
    }

    private sealed class Seen : BaseProcessor<LogRecord>
    {
        public Exception? Exception { get; private set; }

        public IReadOnlyList<(string Name, string Value)> Values { get; private set; } = [];

        public override void OnEnd(LogRecord data) => (Exception, Values) = (data.Exception, [.. data.Attributes!.Select(a => (a.Key, a.Value?.ToString() ?? ""))]);
    }
}
