using FleetPrompt.Data.Operations;
using FleetPrompt.Tests.Given;
using FleetPrompt.Tests.Operations;
using Npgsql;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>A disk of its own for an installation's database, to be filled. The write-ahead log stays elsewhere: without room for that PostgreSQL stops altogether.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly string owner;
    private readonly string database;
    private readonly string tablespace;
    private bool mounted;

    private SmallDisk(Installation given)
    {
        owner = given.Logins.Owner;
        database = new NpgsqlConnectionStringBuilder(owner).Database!;
        tablespace = $"small_{database}";
    }

    private string Disk => directory["disk"];

    private string Filler => directory["disk/filler"];

    /// <summary>Moves the database, which nobody uses yet. Skips the test where nothing may be mounted.</summary>
    public static async Task<SmallDisk> UnderAsync(Installation given, int megabytes)
    {
        var small = new SmallDisk(given);
        try
        {
            Directory.CreateDirectory(small.Disk);
            var server = await ServerPrograms.OwnerAsync(await given.AskOwner<string>("show data_directory") ?? "", CancellationToken.None);
            var mount = await ServerPrograms.AsCaller.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m,uid={server?.Id},gid={server?.Group},mode=0700", "tmpfs", small.Disk], CancellationToken.None);
            Assert.SkipUnless(mount.Succeeded, $"A small disk cannot be mounted here (only root may): {mount.Output}");
            small.mounted = true;
            await small.AsOwnerAsync($"create tablespace {small.tablespace} location '{small.Disk}/'");
            await small.AsOwnerAsync($"alter database {small.database} set tablespace {small.tablespace}");
            return small;
        }
        catch
        {
            await small.DisposeAsync();
            throw;
        }
    }

    /// <summary>Until nothing more can be written.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 64 * 1024, 4 * 1024 })
        {
            try
            {
                while (true) filler.Write(new byte[size]);
            }
            catch (IOException)
            {
                // Full, for blocks of that size.
            }
        }
    }

    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (mounted)
            {
                if (File.Exists(Filler)) Free();
                await AsOwnerAsync($"drop database if exists {database} with (force)");
                await AsOwnerAsync($"drop tablespace if exists {tablespace}");
            }
        }
        finally
        {
            if (mounted) await ServerPrograms.AsCaller.RunAsync("umount", ["-l", Disk], CancellationToken.None);
            directory.Dispose();
        }
    }

    /// <summary>From another database: this one is moved, and dropped.</summary>
    private async Task AsOwnerAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
