using System.CommandLine;
using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Accounts;
using Microsoft.AspNetCore.Identity;

namespace FleetPrompt.Web.Operations.Verbs;

/// <summary><c>fleet user add</c> and <c>fleet user reset-link</c>.</summary>
internal static class UserVerb
{
    public static Command Create(VerbContext context) => new("user", "People.") { AddVerb(context), ResetVerb(context) };

    private static Command AddVerb(VerbContext context)
    {
        var email = new Argument<string>("email");
        var org = Options.Org();
        var role = new Option<string>("--role") { Description = "owner, admin or member.", DefaultValueFactory = _ => OrgRole.Member };
        var name = new Option<string?>("--name") { Description = "What others call them." };
        var urls = Options.Urls();
        var data = Options.Data();
        var command = new Command("add", "Add somebody to an organisation; prints a one-time sign-in link.") { email, org, role, name, urls, data };
        command.SetAction((parsed, cancel) => context.WithMigratedAsync(
            parsed.GetValue(data),
            async services =>
            {
                var tenant = await services.GetRequiredService<ITenantDirectory>().FindAsync(parsed.GetRequiredValue(org), cancel);
                if (tenant is null) return await FailAsync(context, $"There is no organisation '{parsed.GetRequiredValue(org)}'.");
                var address = parsed.GetRequiredValue(email);
                var added = await services.GetRequiredService<Registration>()
                    .AddMemberAsync(tenant, parsed.GetValue(name) ?? address.Split('@')[0], address, parsed.GetRequiredValue(role), cancel: cancel);
                if (!added.IsOk) return await FailAsync(context, added.Error!.Message);
                await context.Out.WriteLineAsync(
                    added.Value.Already ? $"{address} is {added.Value.Role} of {tenant.Slug} already; nothing was changed." : $"{address} is {added.Value.Role} of {tenant.Slug} now.");
                return added.Value.HasPassword ? 0 : await LinkAsync(context, services, added.Value.UserId, tenant.OrganizationId, address, parsed.GetValue(urls));
            },
            cancel));
        return command;
    }

    private static Command ResetVerb(VerbContext context)
    {
        var email = new Argument<string>("email");
        var urls = Options.Urls();
        var data = Options.Data();
        var command = new Command("reset-link", "Print a one-time link to set a new password.") { email, urls, data };
        command.SetAction((parsed, cancel) => context.WithMigratedAsync(
            parsed.GetValue(data),
            async services =>
            {
                await using var scope = services.CreateAsyncScope();
                var address = parsed.GetRequiredValue(email);
                var user = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().FindByEmailAsync(address);
                var home = user is null ? null : (await services.GetRequiredService<ITenantDirectory>().MembershipsAsync(user.Id, cancel)).FirstOrDefault();
                return home is null
                    ? await FailAsync(context, $"Nobody with the address {address} is a member of an organisation.")
                    : await LinkAsync(context, services, user!.Id, home.Tenant.OrganizationId, address, parsed.GetValue(urls));
            },
            cancel));
        return command;
    }

    /// <summary>Prints a link with which a person comes in once.</summary>
    public static async Task<int> LinkAsync(VerbContext context, IServiceProvider services, Guid userId, Guid organizationId, string email, string? urls)
    {
        await using var scope = services.CreateAsyncScope();
        var token = await scope.ServiceProvider.GetRequiredService<SignInLinks>().IssueAsync(userId, organizationId);
        var origin = (urls ?? context.Environment("ASPNETCORE_URLS") ?? UpVerb.DefaultUrl).Split(';')[0].TrimEnd('/');
        await context.Out.WriteLineAsync($"One-time sign-in link for {email}, good for {SignInLinks.Lifetime.TotalDays:0} days:");
        await context.Out.WriteLineAsync($"{origin}{AppUrls.Invite(token)}");
        return 0;
    }

    private static async Task<int> FailAsync(VerbContext context, string problem)
    {
        await context.Error.WriteLineAsync(problem);
        return 1;
    }
}
