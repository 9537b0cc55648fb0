using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using FleetPrompt.Core.Operations;
using Npgsql;

namespace FleetPrompt.Data.Operations;

/// <summary>Checks a configured connection string, and says in one line, without its password, what is wrong with it.</summary>
internal static class ConnectionCheck
{
    private const string Example = "Host=localhost;Port=5432;Database=fleetprompt;Username=fleetprompt_web;Password=…";
    private const int LongestWait = 10;

    public static async Task RequireAsync(string setting, string value, CancellationToken cancellation)
    {
        var target = Parse(setting, value);
        // No pool: its connections would outlive the check.
        var probe = new NpgsqlConnectionStringBuilder(target.ConnectionString) { Pooling = false, Timeout = Math.Clamp(target.Timeout, 1, LongestWait) };
        try
        {
            await using var connection = new NpgsqlConnection(probe.ConnectionString);
            await connection.OpenAsync(cancellation);
            if (connection.PostgreSqlVersion.Major < PostgresBinaries.MinimumMajor)
                throw StartupException.For(
                    setting,
                    $"{Place(target)} is PostgreSQL {connection.PostgreSqlVersion.Major}. FleetPrompt needs {PostgresBinaries.MinimumMajor} or newer."
                );
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or ArgumentException or NotSupportedException or IOException)
        {
            throw StartupException.For(setting, Explain(e, target), e);
        }
    }

    internal static NpgsqlConnectionStringBuilder Parse(string setting, string value)
    {
        if (value.Contains("://", StringComparison.Ordinal) && !value.Contains('=', StringComparison.Ordinal) || value.StartsWith("postgres", StringComparison.OrdinalIgnoreCase))
            throw StartupException.For(setting, $"is a URL. Write it as {Example}");

        // No message of the parser is repeated here: it may quote a part of the password.
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = value;
        }
        catch (ArgumentException)
        {
            throw StartupException.For(setting, $"is not a connection string. Write it as {Example} (a value with ; or = in it goes in quotes).");
        }

        var builder = new NpgsqlConnectionStringBuilder();
        foreach (var name in parts.Keys.Cast<string>())
        {
            try
            {
                builder[name] = parts[name];
            }
            catch (Exception e) when (builder.ContainsKey(name) && e is ArgumentException or FormatException or OverflowException or InvalidCastException)
            {
                throw StartupException.For(setting, $"the value of {name} is not valid. Write it as {Example}");
            }
            catch (Exception e) when (e is ArgumentException or KeyNotFoundException or NotSupportedException or FormatException or InvalidCastException)
            {
                throw StartupException.For(setting, $"holds a name that Npgsql does not know. Write it as {Example} (a value with ; or = in it goes in quotes).");
            }
        }

        if (string.IsNullOrWhiteSpace(builder.Host))
            throw StartupException.For(setting, $"names no Host. Write it as {Example}");
        if (string.IsNullOrWhiteSpace(builder.Database))
            throw StartupException.For(setting, $"names no Database. Write it as {Example}");
        return builder;
    }

    private static string Explain(Exception e, NpgsqlConnectionStringBuilder target)
    {
        var causes = Causes(e).ToList();
        var place = Place(target);
        if (causes.OfType<PostgresException>().FirstOrDefault() is { } server)
            return server.SqlState switch
            {
                PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                    $"{place} refused the login '{target.Username}' ({server.MessageText}). Give the right Username and Password, and let pg_hba.conf allow them.",
                PostgresErrorCodes.InvalidCatalogName => $"the database '{target.Database}' does not exist at {place}. Create it (createdb {target.Database}), or name another.",
                PostgresErrorCodes.TooManyConnections => $"{place} has no connection left. Raise its max_connections, or use fewer nodes.",
                PostgresErrorCodes.CannotConnectNow => $"{place} is still starting or shutting down. Start FleetPrompt once it accepts connections.",
                _ => $"{place} refused the connection ({server.SqlState}: {server.MessageText}).",
            };
        if (causes.OfType<SocketException>().FirstOrDefault() is { } socket)
            return socket.SocketErrorCode switch
            {
                SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => $"the host '{target.Host}' is not known. Give a name or address that this machine can resolve.",
                SocketError.ConnectionRefused => $"nothing listens at {place}. Start PostgreSQL there, or give the right Host and Port.",
                SocketError.TimedOut => NoAnswer(place),
                _ => $"{place} cannot be reached ({socket.SocketErrorCode}). Give the right Host and Port.",
            };
        if (causes.Any(cause => cause is TimeoutException or OperationCanceledException))
            return NoAnswer(place);
        if (causes.Any(cause => cause is AuthenticationException))
            return $"no encrypted connection to {place} could be made. Check its certificate, or choose another 'SSL Mode'.";
        return string.IsNullOrEmpty(target.Password)
            ? $"{place} asks for a password for '{target.Username}'. Add Password=…"
            : $"no connection to {place} could be made. Check that PostgreSQL answers there, and that 'SSL Mode' fits it.";
    }

    private static string NoAnswer(string place) => $"{place} does not answer. Check Host, Port and the firewall between.";

    private static string Place(NpgsqlConnectionStringBuilder target) => target.Host!.Contains(',', StringComparison.Ordinal) || target.Host[0] == '/' ? target.Host : $"{target.Host}:{target.Port}";

    private static IEnumerable<Exception> Causes(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
