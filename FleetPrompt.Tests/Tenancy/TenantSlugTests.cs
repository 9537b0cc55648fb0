using FleetPrompt.Core.Tenancy;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Tenancy;

public sealed class TenantSlugTests
{
    [Theory]
    [InlineData("demo", true)]
    [InlineData("a1", true)]
    [InlineData("a_b_2", true)]
    [InlineData("a", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("1demo", false)]
    [InlineData("_demo", false)]
    [InlineData("Demo", false)]
    [InlineData("de-mo", false)]
    [InlineData("demo ", false)]
    [InlineData("demo\n", false)]
    [InlineData("demo\";drop schema public", false)]
    [InlineData("dëmo", false)]
    [InlineData("demo٣", false)]
    public void A_slug_is_safe_as_a_schemas_name(string? slug, bool valid) => TenantSlug.IsValid(slug).ShouldBe(valid);

    [Fact]
    public void A_slug_has_2_to_48_characters()
    {
        TenantSlug.IsValid(new string('a', 48)).ShouldBeTrue();
        TenantSlug.IsValid(new string('a', 49)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Demo Company", "demo_company")]
    [InlineData("  Ünïcode   GmbH & Co. ", "unicode_gmbh_co")]
    [InlineData("İstanbul Işık", "istanbul_is_k")]
    [InlineData("42 Ltd", "ltd")]
    [InlineData("日本", "org")]
    [InlineData("a", "org")]
    [InlineData("", "org")]
    [InlineData("!!!", "org")]
    [InlineData("../../etc/passwd", "etc_passwd")]
    [InlineData("x'; drop schema public; --", "x_drop_schema_public")]
    [InlineData("a\u202Eb", "a_b")]
    public void A_name_gives_a_slug_close_to_it(string name, string slug) => TenantSlug.FromName(name).ShouldBe(slug);

    [Fact]
    public void A_long_name_leaves_room_for_a_number()
    {
        var slug = TenantSlug.FromName(string.Join(' ', Enumerable.Repeat("organisation", 20)));

        slug.Length.ShouldBeLessThanOrEqualTo(40);
        TenantSlug.IsValid(slug + "_1234567").ShouldBeTrue();
    }

    [Fact]
    public void A_tenant_takes_its_schema_from_a_valid_slug_only()
    {
        new TenantRef(Guid.Empty, 1, "demo").Schema.ShouldBe("org_demo");
        Should.Throw<ArgumentException>(() => new TenantRef(Guid.Empty, 1, "demo; drop")).Message.ShouldContain(TenantSlug.Rule);
    }
}
