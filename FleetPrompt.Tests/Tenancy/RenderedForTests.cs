using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Tenancy;

public sealed class RenderedForTests
{
    private readonly RenderedFor forms = new(new EphemeralDataProtectionProvider());

    [Fact]
    public void A_form_belongs_to_the_organisation_it_was_rendered_for() => forms.Matches(forms.Seal(Rooms.Demo), Rooms.Demo).ShouldBeTrue();

    [Fact]
    public void Another_organisation_does_not_get_it() => forms.Matches(forms.Seal(Rooms.Demo), Rooms.Acme).ShouldBeFalse();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("not base64 at all: äöü \u0000")]
    [InlineData("0192f0c0-0000-7000-8000-000000000001")]
    public void What_was_not_sealed_here_matches_nothing(string? text) => forms.Matches(text, Rooms.Demo).ShouldBeFalse();

    [Fact]
    public void A_seal_of_another_key_ring_or_another_purpose_matches_nothing()
    {
        var provider = new EphemeralDataProtectionProvider();

        forms.Matches(new RenderedFor(provider).Seal(Rooms.Demo), Rooms.Demo).ShouldBeFalse();
        new RenderedFor(provider).Matches(provider.CreateProtector("else").Protect(Rooms.Demo.OrganizationId.ToString()), Rooms.Demo).ShouldBeFalse();
    }

    [Fact]
    public void A_changed_seal_matches_nothing()
    {
        var seal = forms.Seal(Rooms.Demo).ToCharArray();
        var middle = seal.Length / 2;
        seal[middle] = seal[middle] == 'A' ? 'B' : 'A';

        forms.Matches(new string(seal), Rooms.Demo).ShouldBeFalse();
    }
}
