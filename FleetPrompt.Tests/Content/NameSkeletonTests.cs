using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Content;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Content;

public sealed class NameSkeletonTests
{
    [Theory]
    [InlineData("Olive Mason", "0live Mason")]
    [InlineData("Olive Mason", "OIive Mason")]
    [InlineData("Olive Mason", "olive  masón")]
    [InlineData("Olive Mason", "Оlivе Маsоn")]
    [InlineData("Olive Mason", "O.live Mason")]
    [InlineData("William", "VVi11iam")]
    [InlineData("Verna", "Vema")]
    [InlineData("Admin", "Αdmin")]
    public void Names_that_can_be_taken_for_each_other_have_one_skeleton(string one, string other) => NameSkeleton.Of(one).ShouldBe(NameSkeleton.Of(other));

    [Theory]
    [InlineData("Ana", "Anna")]
    [InlineData("Olive Mason", "Olive Nason")]
    [InlineData("李小龙", "李小明")]
    public void Others_have_not(string one, string other) => NameSkeleton.Of(one).ShouldNotBe(NameSkeleton.Of(other));

    [Theory]
    [InlineData("Оlive", true)]
    [InlineData("Αdmin", true)]
    [InlineData("Anna Иванова", false)]
    [InlineData("Анна", false)]
    [InlineData("李 Bruce", false)]
    [InlineData("李Bruce", false)]
    [InlineData("Zoë", false)]
    public void A_word_of_two_scripts_is_told(string name, bool mixes)
    {
        NameSkeleton.MixesScripts(name).ShouldBe(mixes);
        (DisplayName.Problem(name) is not null).ShouldBe(mixes);
    }
}
