using FleetPrompt.Core;
using FleetPrompt.Core.Forums;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class FormsTests
{
    private static readonly Guid Id = Guid.NewGuid();

    [Theory]
    [InlineData("Ideas", null, "")]
    [InlineData("", null, "name")]
    [InlineData("  ", null, "name")]
    [InlineData(null, null, "name")]
    public void A_category_has_a_name(string? name, string? description, string fields) => Fields(new NewCategory(name!, description).Problems()).ShouldBe(fields);

    [Theory]
    [InlineData(60, 300, "")]
    [InlineData(61, 300, "name")]
    [InlineData(60, 301, "description")]
    [InlineData(61, 301, "name description")]
    public void A_category_keeps_within_its_limits(int name, int description, string fields) =>
        Fields(new NewCategory(new string('n', name) + " ", new string('d', description)).Problems()).ShouldBe(fields);

    [Fact]
    public void A_thread_says_everything_that_is_missing_at_once()
    {
        Fields(new NewThread(Guid.Empty, " ", "", Guid.Empty).Problems()).ShouldBe("title category body form");
        Fields(new NewThread(Id, "Title", "Body", Id).Problems()).ShouldBe("");
    }

    [Theory]
    [InlineData(200, 32_000, "")]
    [InlineData(201, 32_000, "title")]
    [InlineData(200, 32_001, "body")]
    public void A_thread_keeps_within_its_limits(int title, int body, string fields) =>
        Fields(new NewThread(Id, new string('t', title), new string('b', body), Id).Problems()).ShouldBe(fields);

    [Theory]
    [InlineData("hello", true, "")]
    [InlineData("", true, "body")]
    [InlineData(null, true, "body")]
    [InlineData("\n\t ", true, "body")]
    [InlineData("hello", false, "form")]
    public void A_reply_has_a_text_and_the_key_of_its_form(string? body, bool key, string fields) =>
        Fields(new NewReply(Id, body!, key ? Id : Guid.Empty).Problems()).ShouldBe(fields);

    [Theory]
    [InlineData(true, 0, 500, "")]
    [InlineData(false, 0, 0, "subject")]
    [InlineData(true, -1, 0, "version")]
    [InlineData(true, 0, 501, "reason")]
    [InlineData(false, -1, 501, "subject version reason")]
    public void A_moderation_names_its_subject_and_version_and_keeps_its_reason_short(bool subject, int version, int reason, string fields)
    {
        var id = subject ? Id : Guid.Empty;
        var why = new string('r', reason);

        Fields(new ThreadModeration(id, version, why).Problems()).ShouldBe(fields);
        Fields(new PostModeration(id, Id, version, why).Problems()).ShouldBe(fields);
    }

    [Fact]
    public void A_reason_may_be_left_out() => new ThreadModeration(Id, 0, null).Problems().ShouldBeEmpty();

    private static string Fields(IEnumerable<FieldProblem> problems) => string.Join(' ', problems.Select(p => p.Field));
}
