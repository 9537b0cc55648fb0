using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

public sealed class DirectiveCatalogTests
{
    private static readonly Type[] Contracts = [typeof(IDirectiveHandler<>), typeof(IExternalDirectiveHandler<>)];

    public static TheoryData<string> Names() => [.. Rooms.Directives.All.Select(d => d.Name).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_directive_that_is_declared_is_registered()
    {
        var declared = Rooms.Declared<DirectiveType>().ToList();

        declared.ShouldNotBeEmpty();
        declared.Where(d => Rooms.Directives.Find(d.Value.Name) != d.Value).Select(d => d.Field).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_words_joined_by_dots(string name) => SignalType.NameGrammar().IsMatch(name).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_description_goes_on_after_a_persons_name(string name) => Sentences.FollowsAName(Rooms.Directives.Find(name)!.Description).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Names))]
    public void Somebody_may_request_it_and_everybody_who_may_has_a_known_role(string name)
    {
        var roles = Rooms.Directives.Find(name)!.Roles;

        roles.ShouldNotBeEmpty();
        roles.Except([.. OrgRole.All, Actor.SystemType]).ShouldBeEmpty();
        roles.ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_a_handler_for_its_arguments(string name)
    {
        var binding = Rooms.Directives.Binding(name)!;
        var generic = binding.GetType().GetGenericArguments();
        var probe = Rooms.Services.GetRequiredService<IServiceProviderIsService>();

        generic[0].ShouldBe(binding.Type.ArgsType);
        Contracts.ShouldContain(c => c.MakeGenericType(generic[0]).IsAssignableFrom(generic[1]));
        probe.IsService(generic[1]).ShouldBeTrue();
    }

    [Fact]
    public void Every_handler_of_the_code_is_bound_to_a_directive()
    {
        var bound = Rooms.Directives.All.Select(d => Rooms.Directives.Binding(d.Name)!.GetType().GetGenericArguments()[1]);
        var handlers = typeof(DirectiveType).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, IsInterface: false } && t.GetInterfaces().Any(i => i.IsGenericType && Contracts.Contains(i.GetGenericTypeDefinition())));

        handlers.Except(bound).ShouldBeEmpty();
    }

    [Fact]
    public void Two_directives_cannot_share_a_name()
    {
        var binding = Rooms.Directives.Binding(Rooms.Directives.All.First().Name)!;

        Should.Throw<ArgumentException>(() => new DirectiveCatalog([binding, binding]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Arguments_are_ids_and_states_but_for_a_reason_and_the_names_of_schedules_channels_packages_versions_rules_and_kinds(string name) =>
        Rooms.Directives.Find(name)!.ArgsType.GetProperties().Where(p => p.PropertyType == typeof(string)).Select(p => p.Name).Except(["Reason", "Schedule", "PackageSlug", "Version", "FromVersion", "ToVersion", "Channel", "Kind", "Rule", "Action"]).ShouldBeEmpty();
}
