namespace FleetPrompt.Core.Work;

/// <summary>Tables that a library brings along, in a schema of its own. <c>migrate</c> makes them with the owner's login; at run time the application uses them and cannot change them.</summary>
public interface ILibraryTables
{
    string Schema { get; }

    /// <summary>The library's version. Tables of another one are brought up to it.</summary>
    string Version { get; }

    /// <summary>Makes what is missing. May be repeated.</summary>
    Task CreateAsync(string ownerConnection, CancellationToken cancel);
}
