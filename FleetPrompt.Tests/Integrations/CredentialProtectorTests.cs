using System.Text;
using FleetPrompt.Core;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.AspNetCore.DataProtection;
using Shouldly;
using Xunit;
using Secret = FleetPrompt.Core.Integrations.Secret;

namespace FleetPrompt.Tests.Integrations;

public sealed class CredentialProtectorTests
{
    private static readonly Guid Row = new("0192f0c0-0000-7000-8000-000000000010");

    private readonly CredentialProtector protector = new(new EphemeralDataProtectionProvider());

    [Fact]
    public void What_is_sealed_opens_for_the_same_organisation_row_and_kind()
    {
        var ciphertext = Seal("canary");

        Encoding.UTF8.GetString(ciphertext).ShouldNotContain("canary");
        protector.Open(Rooms.Acme, Row, CredentialKind.IncomingWebhook, ciphertext).ShouldBeOk().Reveal().ShouldBe("canary");
    }

    [Fact]
    public void The_same_secret_never_looks_the_same() => Seal("canary").ShouldNotBe(Seal("canary"));

    /// <summary>Each fails when that part of the purpose is left out (tried).</summary>
    [Theory]
    [InlineData("organisation")]
    [InlineData("row")]
    [InlineData("kind")]
    public void What_is_moved_does_not_open(string where)
    {
        TenantRef tenant = where == "organisation" ? Rooms.Demo : Rooms.Acme;
        var row = where == "row" ? Guid.NewGuid() : Row;
        var kind = where == "kind" ? CredentialKind.PersonalAccessToken : CredentialKind.IncomingWebhook;

        protector.Open(tenant, row, kind, Seal("canary")).Error.ShouldBeOfType<Conflict>().Message.ShouldContain("Connect it again");
    }

    [Fact]
    public void What_was_changed_or_emptied_does_not_open()
    {
        var ciphertext = Seal("canary");
        ciphertext[^1] ^= 1;

        protector.Open(Rooms.Acme, Row, CredentialKind.IncomingWebhook, ciphertext).IsOk.ShouldBeFalse();
        protector.Open(Rooms.Acme, Row, CredentialKind.IncomingWebhook, []).IsOk.ShouldBeFalse();
    }

    [Fact]
    public void A_row_is_bound_to_its_organisation_and_not_to_its_name() =>
        protector.Open(Rooms.Acme with { TenantId = 99 }, Row, CredentialKind.IncomingWebhook, Seal("canary")).ShouldBeOk();

    private byte[] Seal(string secret) => protector.Protect(Rooms.Acme, Row, CredentialKind.IncomingWebhook, new Secret(secret));
}
