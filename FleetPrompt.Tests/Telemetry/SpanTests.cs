using System.Diagnostics;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Telemetry;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Telemetry;

public sealed class SpanTests(Installation fleet) : DatabaseTests(fleet)
{
    [Fact]
    public async Task A_request_and_its_run_carry_one_correlation_and_the_run_is_in_the_correlations_own_trace()
    {
        var acme = await Given.Org();
        using var watch = new SpanWatch(acme);
        var act = acme.Act();

        var asked = (await acme.Request(new(Guid.NewGuid()), operation: act)).ShouldBeOk();
        await RunWork();

        var request = watch.Only("directive.request rehearsal.play");
        var run = watch.Only("directive.run rehearsal.play");
        foreach (var span in new[] { request, run })
        {
            span.Tag(TelemetryTags.Correlation).ShouldBe(act.CorrelationId.ToString());
            span.Tag(TelemetryTags.Directive).ShouldBe(asked.Id.ToString());
            span.Tag(TelemetryTags.Tenant).ShouldBe(acme.Tenant.Slug);
            span.Status.ShouldBe(ActivityStatusCode.Unset);
        }

        request.Tag(TelemetryTags.Outcome).ShouldBe("requested");
        run.Tag(TelemetryTags.Outcome).ShouldBe("succeeded");
        run.Tag(TelemetryTags.Attempt).ShouldBe("1");
        run.TraceId.ToHexString().ShouldBe(act.CorrelationId.ToString("N"));
        request.Links.ShouldHaveSingleItem().Context.TraceId.ShouldBe(run.TraceId);
    }

    [Fact]
    public async Task What_a_request_is_within_is_marked_with_its_correlation()
    {
        var acme = await Given.Org();
        using var watch = new SpanWatch(acme);
        using var page = new Activity("page").Start();
        var act = acme.Act();

        (await acme.Request(new(Guid.NewGuid()), operation: act)).ShouldBeOk();

        page.Tag(TelemetryTags.Correlation).ShouldBe(act.CorrelationId.ToString());
        watch.Only("directive.request rehearsal.play").ParentSpanId.ShouldBe(page.SpanId);
        await RunWork();
    }

    [Fact]
    public async Task A_signal_is_delivered_in_the_trace_of_its_correlation()
    {
        var acme = await Given.Org();
        using var watch = new SpanWatch(acme);
        var act = acme.Act();

        var signal = await acme.Emit(type: TestSignals.Said, operation: act);
        await RunWork();

        var delivered = watch.Only("signal.deliver test.ear");
        delivered.TraceId.ToHexString().ShouldBe(act.CorrelationId.ToString("N"));
        delivered.Tag(TelemetryTags.Signal).ShouldBe(signal.Id.ToString());
        delivered.Tag(TelemetryTags.SignalName).ShouldBe("speech.said");
        delivered.Tag(TelemetryTags.Outcome).ShouldBe("done");
    }

    [Fact]
    public async Task A_handler_that_fails_makes_an_error_that_tells_its_kind_and_none_of_its_words()
    {
        var acme = await Given.Org();
        using var watch = new SpanWatch(acme);
        var (subject, canary) = (Guid.NewGuid(), $"canary{Guid.NewGuid():N}");
        Stage.When(subject, (_, _) => throw new InvalidOperationException($"password={canary} did not fit"));

        (await acme.Request(new(subject, Note: canary, Reason: canary))).ShouldBeOk();
        await RunWork();

        var run = watch.Only("directive.run rehearsal.play");
        run.Status.ShouldBe(ActivityStatusCode.Error);
        run.Tag(TelemetryTags.Outcome).ShouldBe("failed");
        run.Tag(TelemetryTags.ErrorKind).ShouldBe(DirectiveErrors.Handler);
        watch.All.ShouldAllBe(span => !span.Words().Contains(canary));
    }

    [Fact]
    public async Task A_delivery_that_fails_is_an_error_that_goes_back_in_line()
    {
        var acme = await Given.Org();
        using var watch = new SpanWatch(acme);
        var subject = TestSignals.Anything();
        Given.Get<Audience>().When(subject, (_, _) => throw new InvalidOperationException("token=canary"));

        await acme.Emit(type: TestSignals.Said, subject: subject);
        await RunWork();

        var delivered = watch.Only("signal.deliver test.ear");
        delivered.Status.ShouldBe(ActivityStatusCode.Error);
        delivered.Tag(TelemetryTags.Outcome).ShouldBe("pending");
        delivered.Tag(TelemetryTags.ErrorKind).ShouldBe(DeliveryErrors.Handler);
        delivered.Words().ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_refused_request_is_an_answer_and_not_an_error()
    {
        var acme = await Given.Org();
        using var watch = new SpanWatch(acme);

        (await acme.Request(new(Guid.NewGuid(), Note: ""))).IsOk.ShouldBeFalse();

        var request = watch.Only("directive.request rehearsal.play");
        request.Tag(TelemetryTags.Outcome).ShouldBe("refused");
        request.Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Fact]
    public void The_trace_of_a_correlation_is_the_same_on_every_node_and_none_without_one()
    {
        var correlation = Guid.CreateVersion7();

        CorrelationTrace.Of(correlation).ShouldBe(CorrelationTrace.Of(correlation));
        CorrelationTrace.Of(correlation).IsValid().ShouldBeTrue();
        CorrelationTrace.Of(Guid.Empty).IsValid().ShouldBeFalse();
    }
}

internal static class Contexts
{
    public static bool IsValid(this ActivityContext context) => context.TraceId != default && context.SpanId != default;
}
