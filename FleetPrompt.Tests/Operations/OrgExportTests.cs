using System.IO.Compression;
using System.Security.Cryptography;
using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class OrgExportTests(Installation fleet) : DatabaseTests(fleet)
{
    private OrgExports Exports => Given.Get<OrgExports>();

    [Fact]
    public async Task An_export_restores_into_a_new_organisation_with_the_same_threads_posts_and_counts()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread("How do we pack?");
        for (var n = 0; n < 5; n++) await acme.Reply(thread, "ana", $"Like this, in {n} steps.");
        await RunWork();
        var export = await MakeAsync(acme);

        using var directory = new TemporaryDirectory();
        using (var archive = new MemoryStream(await FileAsync(acme, export))) await ZipFile.ExtractToDirectoryAsync(archive, directory.Path, Cancel);
        var copy = await Given.Org("copy");
        await RunWork();
        (await Given.Get<ITenantRestore>().RunAsync(copy.Tenant, directory.Path, cancel: Cancel)).ShouldBeOk();

        (await copy.All<ForumThread>()).Select(t => (t.Id, t.Title, t.PostCount)).ShouldBe((await acme.All<ForumThread>()).Select(t => (t.Id, t.Title, t.PostCount)));
        (await copy.All<ForumPost>()).OrderBy(p => p.Number).Select(p => (p.Id, p.Content)).ShouldBe((await acme.All<ForumPost>()).OrderBy(p => p.Number).Select(p => (p.Id, p.Content)));
    }

    [Fact]
    public async Task The_file_is_what_its_record_says()
    {
        var acme = await Given.Org();
        var export = await MakeAsync(acme);

        var bytes = await FileAsync(acme, export);

        bytes.LongLength.ShouldBe(export.SizeBytes);
        Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(export.Sha256);
        export.FileName.ShouldStartWith(acme.Tenant.Slug);
        using var archive = new ZipArchive(new MemoryStream(bytes));
        archive.Entries.Select(e => e.Name).ShouldContain("manifest.json");
        archive.Entries.Select(e => e.Name).ShouldNotContain(e => e.StartsWith("export", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Making_and_taking_are_facts()
    {
        var acme = await Given.Org();
        var export = await MakeAsync(acme);
        (await Exports.TakeAsync(acme.Act(), export.Id, Cancel)).ShouldBeOk();

        var told = await acme.Signals(s => s.Name.StartsWith("org.export."));
        told.Select(s => s.Name).ShouldBe([OperationSignals.ExportCreated.Name, OperationSignals.ExportDownloaded.Name]);
        told.ShouldAllBe(s => s.ActorId == acme["owner"] && s.CausationId == export.DirectiveId && s.Visibility == "admins");
    }

    [Fact]
    public async Task Only_owners_ask_for_see_and_take_exports()
    {
        var acme = await Given.Org().WithAdmin("ada").WithMember("ana");
        var export = await MakeAsync(acme);

        foreach (var person in new[] { "ada", "ana" })
        {
            (await Exports.RequestAsync(acme.Act(person), Guid.NewGuid(), Cancel)).Error.ShouldBeOfType<Forbidden>();
            (await Exports.ListAsync(acme.Act(person), Cancel)).Error.ShouldBeOfType<Forbidden>();
            (await Exports.TakeAsync(acme.Act(person), export.Id, Cancel)).Error.ShouldBeOfType<Forbidden>();
        }
    }

    [Fact]
    public async Task Another_organisations_export_is_not_found()
    {
        var (acme, other) = (await Given.Org(), await Given.Org("other"));
        var export = await MakeAsync(acme);

        (await Exports.TakeAsync(other.Act(), export.Id, Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Exports.ListAsync(other.Act(), Cancel)).ShouldBeOk().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_export_whose_time_is_up_is_not_handed_out_and_goes()
    {
        var acme = await Given.Org();
        var export = await MakeAsync(acme);
        Given.Clock.Advance(OrgExports.Lifetime + TimeSpan.FromMinutes(1));

        (await Exports.TakeAsync(acme.Act(), export.Id, Cancel)).Error.ShouldBeOfType<NotFound>();
        await Given.Get<Housekeeping>().RetainAsync(DateTimeOffset.UtcNow, Cancel);
        await RunWork();

        (await acme.All<OrgExport>()).ShouldBeEmpty();
        (await acme.All<OrgExportPart>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_form_twice_is_one_export()
    {
        var acme = await Given.Org();
        var form = Guid.NewGuid();
        var first = (await Exports.RequestAsync(acme.Act(), form, Cancel)).ShouldBeOk();

        (await Exports.RequestAsync(acme.Act(), form, Cancel)).ShouldBeOk().ShouldBe(first with { Existing = true });
        await RunWork();

        (await acme.All<OrgExport>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_owner_who_was_demoted_meanwhile_gets_none()
    {
        var acme = await Given.Org();
        var asked = (await Exports.RequestAsync(acme.Act(), Guid.NewGuid(), Cancel)).ShouldBeOk();
        await acme.Make(Org.OwnerName, OrgRole.Admin);
        await RunWork();

        (await acme.Directive(asked.Id)).ErrorKind.ShouldBe(DirectiveErrors.Forbidden);
        (await acme.All<OrgExport>()).ShouldBeEmpty();
    }

    private async Task<OrgExport> MakeAsync(Org org)
    {
        var asked = (await Exports.RequestAsync(org.Act(), Guid.NewGuid(), Cancel)).ShouldBeOk();
        await RunWork();
        (await org.Directive(asked.Id)).Status.ShouldBe(DirectiveStates.Succeeded);
        return (await Exports.ListAsync(org.Act(), Cancel)).ShouldBeOk().ShouldHaveSingleItem();
    }

    private async Task<byte[]> FileAsync(Org org, OrgExport export)
    {
        using var file = new MemoryStream();
        await Exports.CopyAsync(org.Act(), export, file, Cancel);
        return file.ToArray();
    }
}
