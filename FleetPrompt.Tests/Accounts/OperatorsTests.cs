using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Accounts;

public sealed class OperatorsTests(Installation fleet) : DatabaseTests(fleet)
{
    private Operators Operators => Given.Get<Operators>();

    [Fact]
    public async Task Somebody_with_an_account_becomes_an_operator_once()
    {
        var acme = await Given.Org();
        var email = $"owner@{acme.Tenant.Slug}.test";
        (await Operators.IsOperatorAsync(acme["owner"], Cancel)).ShouldBeFalse();

        (await Operators.AddAsync($" {email.ToUpperInvariant()} ", Cancel)).ShouldBeOk().ShouldBeTrue();
        (await Operators.AddAsync(email, Cancel)).ShouldBeOk().ShouldBeFalse();

        (await Operators.IsOperatorAsync(acme["owner"], Cancel)).ShouldBeTrue();
        var told = (await Given.Units.RunPlatformAsync<int>(async unit => await unit.Db.Set<SecurityEvent>().CountAsync(e => e.Name == SecurityEvent.OperatorAdded && e.UserId == acme["owner"], Cancel), Cancel)).ShouldBeOk();
        told.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_is_made_up() => (await Operators.AddAsync("nobody@example.test", Cancel)).Error.ShouldBeOfType<NotFound>();
}
