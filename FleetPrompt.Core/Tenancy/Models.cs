namespace FleetPrompt.Core.Tenancy;

/// <summary>Finds the rooms' mapping files, so that the contexts need not know the rooms.</summary>
internal static class Models
{
    public static IEnumerable<T> Of<T>() =>
        typeof(Models)
            .Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, IsInterface: false } && typeof(T).IsAssignableFrom(t))
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .Select(t => (T)Activator.CreateInstance(t)!);
}
