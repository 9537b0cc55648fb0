using System.Reflection;
using FleetPrompt.Tests.Architecture;
using FleetPrompt.Web.Live;
using Microsoft.AspNetCore.SignalR;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Live;

public sealed class HubDocumentTests
{
    private static string Document => Text("docs/hub.md");

    [Fact]
    public void The_client_is_shown_as_it_is() => Document.ShouldContain(Text("docs/examples/follow-signals.mjs"));

    [Fact]
    public void Every_error_is_explained()
    {
        var errors = typeof(HubError).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(m => ((HubException)m.Invoke(null, [.. m.GetParameters().Select(_ => "")])!).Message.Split(':')[0]).ToList();

        errors.Count.ShouldBeGreaterThan(5);
        foreach (var error in errors) Document.ShouldContain($"| `{error}` |");
    }

    private static string Text(string path) => SourceTree.Files.Single(f => f.Path == path).Text;
}
