using System.CommandLine;
using System.Diagnostics;
using System.IO.Compression;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Web.Operations.Verbs;

internal static class ImportVerb
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    public static Command Create(VerbContext context)
    {
        var file = new Argument<string>("file") { Description = "Threads with replies as NDJSON, one thread a line; or an export (its directory or its zip), to restore it into a new organisation." };
        var org = Options.Org();
        var category = new Option<string>("--category") { Description = "Where the threads go; made when missing.", DefaultValueFactory = _ => "Imported" };
        var source = new Option<string>("--source") { Description = "Names where they come from: a thread is known by source and id.", DefaultValueFactory = _ => "ndjson" };
        var data = Options.Data();
        var command = new Command("import", "Import forum threads; repeating it, or going on after a stop, changes nothing that is in. Or restore an export.") { file, org, category, source, data };
        command.SetAction((parsed, cancel) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (Directory.Exists(path)) return context.WithMigratedAsync(parsed.GetValue(data), services => RestoreAsync(context, services, Path.GetFullPath(path), parsed.GetRequiredValue(org), cancel), cancel);
            if (!File.Exists(path)) throw StartupException.For("import", $"there is no file {path}. Name an NDJSON file of threads, or an export.");
            if (Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase))
                return context.WithMigratedAsync(parsed.GetValue(data), services => RestoreArchiveAsync(context, services, path, parsed.GetRequiredValue(org), cancel), cancel);
            return context.WithMigratedAsync(
                parsed.GetValue(data),
                services => RunAsync(context, services, path, parsed.GetRequiredValue(org), new ImportSettings(parsed.GetRequiredValue(source), parsed.GetRequiredValue(category)), cancel),
                cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(VerbContext context, IServiceProvider services, string path, string slug, ImportSettings settings, CancellationToken cancel)
    {
        if (await FindAsync(context, services, slug, cancel) is not { } tenant) return 1;

        var watch = Stopwatch.StartNew();
        var told = TimeSpan.Zero;
        var bad = 0;
        var progress = new Told(now =>
        {
            for (; bad < now.Bad.Count; bad++) context.Error.WriteLine($"line {now.Bad[bad].Number} skipped: {now.Bad[bad].Reason}");
            if (watch.Elapsed - told < Often) return;
            told = watch.Elapsed;
            context.Out.WriteLine($"… {now.Threads} threads, {now.Replies} replies");
        });
        using var lines = new StreamReader(path);
        var report = await services.GetRequiredService<ForumImport>().RunAsync(tenant, lines, settings, progress, cancel);
        await context.Out.WriteLineAsync(
            $"Imported {report.Threads} threads and {report.Replies} replies into {slug} in {watch.Elapsed.TotalSeconds:0.0} s; {report.Skipped} were in already, {report.Bad.Count} lines were bad.");
        return 0;
    }

    /// <summary>Unpacks the archive to where only this user can read, and restores from there.</summary>
    private static async Task<int> RestoreArchiveAsync(VerbContext context, IServiceProvider services, string archive, string slug, CancellationToken cancel)
    {
        var directory = Directory.CreateTempSubdirectory("fleetprompt-import-");
        try
        {
            await ZipFile.ExtractToDirectoryAsync(archive, directory.FullName, cancel);
            return await RestoreAsync(context, services, directory.FullName, slug, cancel);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            await context.Error.WriteLineAsync($"Nothing was restored: {archive} cannot be unpacked ({fault.Message.TrimEnd('.')}).");
            return 1;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<int> RestoreAsync(VerbContext context, IServiceProvider services, string directory, string slug, CancellationToken cancel)
    {
        if (await FindAsync(context, services, slug, cancel) is not { } tenant) return 1;
        var restored = await services.GetRequiredService<ITenantRestore>().RunAsync(tenant, directory, new TransferLines(context.Out), cancel);
        if (!restored.IsOk)
        {
            await context.Error.WriteLineAsync(restored.Error!.Message);
            return 1;
        }

        await context.Out.WriteLineAsync($"Restored {restored.Value.Total} rows into {slug}; {restored.Value.Canceled} directives that had not ended are canceled.");
        return 0;
    }

    private static async Task<TenantRef?> FindAsync(VerbContext context, IServiceProvider services, string slug, CancellationToken cancel)
    {
        var tenant = await services.GetRequiredService<ITenantDirectory>().FindAsync(slug, cancel);
        if (tenant is null) await context.Error.WriteLineAsync($"There is no organisation '{slug}'. Make it with: ./fleet org create {slug} --name NAME --owner EMAIL");
        return tenant;
    }

    private sealed class Told(Action<ImportReport> tell) : IProgress<ImportReport>
    {
        public void Report(ImportReport value) => tell(value);
    }
}
