using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Tests;

/// <summary>The rooms as the application puts them together, without a database behind them.</summary>
internal static class Rooms
{
    public static readonly ServiceProvider Services = FleetPromptApp.AddRooms(new ServiceCollection()).BuildServiceProvider();

    public static readonly TenantRef Demo = new(new Guid("0192f0c0-0000-7000-8000-000000000001"), 1, "demo");

    public static readonly TenantRef Acme = new(new Guid("0192f0c0-0000-7000-8000-000000000002"), 2, "acme");

    public static SignalCatalog Signals => Services.GetRequiredService<SignalCatalog>();

    public static DirectiveCatalog Directives => Services.GetRequiredService<DirectiveCatalog>();

    /// <summary>What public static fields of Core hold that is a <typeparamref name="T"/>, with the field's full name.</summary>
    public static IEnumerable<(string Field, T Value)> Declared<T>()
        where T : class =>
        from type in typeof(SignalType).Assembly.GetTypes()
        where !type.ContainsGenericParameters
        from field in type.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public)
        let value = typeof(T).IsAssignableFrom(field.FieldType) ? field.GetValue(null) as T : null
        where value is not null
        select ($"{type.FullName}.{field.Name}", value);
}
