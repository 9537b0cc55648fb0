using System.Reflection;
using System.Runtime.CompilerServices;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Architecture;

/// <summary>Which project may use what; see the table of projects in the design.</summary>
public sealed class ProjectTests
{
    /// <summary>All that Core may take from ASP.NET: identity stores and data protection.</summary>
    private static readonly string[] CoreMayUse = ["Microsoft.AspNetCore.Identity", "Microsoft.AspNetCore.DataProtection"];

    [Theory]
    [InlineData("Npgsql")]
    [InlineData("Quartz")]
    [InlineData("Radzen")]
    [InlineData("FleetPrompt.Data")]
    [InlineData("FleetPrompt.Web")]
    public void Core_does_not_know(string assembly) => ReferencesOf(Code.Core).Where(r => r.StartsWith(assembly, StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Core_knows_nothing_of_pages_and_requests() =>
        Code.TypeReferences(Code.Core)
            .Where(r => r.Type.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) && !CoreMayUse.Any(n => r.Type.StartsWith(n + ".", StringComparison.Ordinal)))
            .ShouldBeEmpty();

    [Fact]
    public void Data_knows_only_Core_and_what_speaks_to_PostgreSQL() =>
        Code.TypeReferences(Code.Data)
            .Where(r => !new[] { "FleetPrompt.Core.", "Npgsql", "Microsoft.EntityFrameworkCore.", "Microsoft.Extensions.", "System." }.Any(n => r.Type.StartsWith(n, StringComparison.Ordinal)))
            .Where(r => r.Type is not ("Microsoft.CodeAnalysis.EmbeddedAttribute" or "Microsoft.Win32.SafeHandles.SafeFileHandle"))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("Npgsql")]
    [InlineData("Microsoft.EntityFrameworkCore.Relational")]
    public void Web_does_not_know(string assembly) => ReferencesOf(Code.Web).Where(r => r.StartsWith(assembly, StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Web_reaches_Data_only_from_Program()
    {
        Code.Types(Code.Web).Where(t => Code.ReferencesOf(t).Any(r => r.Assembly == Code.Data)).Select(t => t.Name).ShouldBe(["Program"]);
        SourceTree.In("FleetPrompt.Web", ".cs", ".razor")
            .Where(f => f.Path != "FleetPrompt.Web/Program.cs" && f.Text.Contains("FleetPrompt." + "Data", StringComparison.Ordinal)).Select(f => f.Path)
            .ShouldBeEmpty();
    }

    [Fact]
    public void Handlers_and_kinds_of_work_are_their_rooms_own()
    {
        Type[] contracts = [typeof(FleetPrompt.Core.Directives.IDirectiveHandler<>), typeof(FleetPrompt.Core.Work.IWorkKind), typeof(FleetPrompt.Core.Tenancy.ITenantModel), typeof(FleetPrompt.Core.Tenancy.IPlatformModel)];

        Code.Types(Code.Core)
            .Where(t => t is { IsPublic: true, IsInterface: false } && t.GetInterfaces().Any(i => contracts.Contains(i.IsGenericType ? i.GetGenericTypeDefinition() : i)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void No_async_method_returns_nothing() =>
        new[] { Code.Core, Code.Data, Code.Web }.SelectMany(Code.Methods)
            .Where(m => m is MethodInfo { ReturnType: var result } && result == typeof(void) && m.IsDefined(typeof(AsyncStateMachineAttribute)))
            .Select(Code.Home)
            .ShouldBeEmpty();

    private static IEnumerable<string> ReferencesOf(Assembly assembly) => assembly.GetReferencedAssemblies().Select(r => r.Name!);
}
