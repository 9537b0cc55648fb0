using System.Security.Cryptography;
using System.Text.Json;
using FleetPrompt.Core.Operations;

namespace FleetPrompt.Data.Operations;

/// <summary>The passwords of the private server's two logins, kept in a file that only the caller may read.</summary>
internal sealed record ServerCredentials(string OwnerPassword, string ApplicationPassword)
{
    public static ServerCredentials? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            if (JsonSerializer.Deserialize<ServerCredentials>(File.ReadAllText(path)) is { OwnerPassword.Length: > 0, ApplicationPassword.Length: > 0 } read)
                return read;
        }
        catch (JsonException)
        {
            // Said below, together with a file that parses but holds no passwords.
        }

        throw StartupException.For("FLEETPROMPT_DATA", $"{path} does not hold the database's passwords. Put back the file from a backup.");
    }

    public static ServerCredentials Create(string path)
    {
        var created = new ServerCredentials(RandomNumberGenerator.GetHexString(48, lowercase: true), RandomNumberGenerator.GetHexString(48, lowercase: true));
        UnixFiles.Write(path, JsonSerializer.Serialize(created), UnixFiles.Private);
        return created;
    }

    public override string ToString() => nameof(ServerCredentials);
}
