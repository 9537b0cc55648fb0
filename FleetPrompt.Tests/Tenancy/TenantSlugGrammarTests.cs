using FleetPrompt.Core.Tenancy;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Tenancy;

public sealed class TenantSlugGrammarTests
{
    [Theory]
    [InlineData("acme\n")]
    [InlineData("acme\nnologin")]
    [InlineData("acme;")]
    [InlineData("Acme")]
    [InlineData("a")]
    [InlineData("1st")]
    [InlineData("acme, public")]
    public void A_slug_that_could_end_a_name_in_SQL_is_refused(string slug)
    {
        TenantSlug.IsValid(slug).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => new TenantRef(Guid.NewGuid(), 1, slug));
    }
}
