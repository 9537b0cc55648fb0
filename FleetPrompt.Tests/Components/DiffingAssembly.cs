using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace FleetPrompt.Tests.Components;

/// <summary>bUnit asks for AngleSharp.Diffing 1.0; the release at hand is 0.17, which has all it uses.</summary>
internal static class DiffingAssembly
{
    [ModuleInitializer]
    internal static void Accept() =>
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name == "AngleSharp.Diffing" && Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll") is var file && File.Exists(file)
                ? context.LoadFromAssemblyPath(file)
                : default(Assembly);
}
