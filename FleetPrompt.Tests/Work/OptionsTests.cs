using System.ComponentModel.DataAnnotations;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Limits;
using FleetPrompt.Core.Work;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Work;

public sealed class OptionsTests
{
    [Fact]
    public void What_is_set_by_default_is_valid()
    {
        Problems(new WorkOptions()).ShouldBeEmpty();
        Problems(new ForumsOptions()).ShouldBeEmpty();
        Problems(new AccountsOptions()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("open", true)]
    [InlineData("invite", true)]
    [InlineData("closed", true)]
    [InlineData("Open", false)]
    [InlineData("", false)]
    [InlineData("public", false)]
    public void Registration_is_one_of_three_modes(string mode, bool valid) => Problems(new AccountsOptions { Registration = mode }).Count.ShouldBe(valid ? 0 : 1);

    [Fact]
    public void Registration_is_set_by_its_variable_over_the_rest()
    {
        var settings = new Dictionary<string, string?> { ["Accounts:Registration"] = "invite", ["FLEETPROMPT_REGISTRATION"] = "closed" };
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        using var provider = services.AddAccounts().BuildServiceProvider();

        provider.GetRequiredService<IOptions<AccountsOptions>>().Value.Registration.ShouldBe(RegistrationMode.Closed);
    }

    [Theory]
    [InlineData(0, 500, 5, 20, "Concurrency")]
    [InlineData(257, 500, 5, 20, "Concurrency")]
    [InlineData(8, 0, 5, 20, "SweepInterval")]
    [InlineData(8, -1, 5, 20, "SweepInterval")]
    [InlineData(8, 500, 0, 20, "HeartbeatInterval")]
    [InlineData(8, 500, 5, 9, "Lease")]
    [InlineData(8, 500, 5, 0, "Lease")]
    public void A_runner_that_could_not_work_is_refused_by_the_settings_name(int concurrency, int sweepMs, int heartbeat, int lease, string setting) =>
        Problems(new WorkOptions
        {
            Concurrency = concurrency,
            SweepInterval = TimeSpan.FromMilliseconds(sweepMs),
            HeartbeatInterval = TimeSpan.FromSeconds(heartbeat),
            Lease = TimeSpan.FromSeconds(lease),
        }).ShouldHaveSingleItem().ShouldContain(setting);

    [Theory]
    [InlineData(4)]
    [InlineData(101)]
    public void A_page_of_a_forum_that_could_not_be_used_is_refused_by_the_settings_name(int page) =>
        Problems(new ForumsOptions { PageSize = page }).ShouldHaveSingleItem().ShouldContain("PageSize");

    [Theory]
    [InlineData(0, 120, "PostsPerMinute")]
    [InlineData(10, 0, "PostsPerHour")]
    [InlineData(10, 10_001, "PostsPerHour")]
    public void Limits_that_could_not_be_kept_are_refused_by_the_settings_name(int minute, int hour, string setting) =>
        Problems(new PostingLimits { PostsPerMinute = minute, PostsPerHour = hour }).ShouldHaveSingleItem().ShouldContain(setting);

    [Fact]
    public void The_rooms_check_their_settings()
    {
        var settings = new Dictionary<string, string?> { ["Work:Concurrency"] = "0", ["Forums:PageSize"] = "1" };
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        using var provider = services.AddWork().AddForums().BuildServiceProvider();

        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IOptions<WorkOptions>>().Value).Message.ShouldContain("Concurrency");
        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IOptions<ForumsOptions>>().Value).Message.ShouldContain("PageSize");
    }

    private static List<string> Problems(object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.Select(r => r.ErrorMessage!)];
    }
}
