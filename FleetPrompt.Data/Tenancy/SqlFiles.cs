using System.Reflection;

namespace FleetPrompt.Data.Tenancy;

/// <summary>The <c>.sql</c> files of this assembly, by room and name.</summary>
internal static class SqlFiles
{
    public static string Read(string room, string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"FleetPrompt.Data.{room}.Sql.{name}.sql")
            ?? throw new InvalidOperationException($"There is no {room}/Sql/{name}.sql.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
