using System.CommandLine;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;

namespace FleetPrompt.Web.Operations.Verbs;

internal static class OrgVerb
{
    public static Command Create(VerbContext context) => new("org", "Organisations.") { CreateVerb(context), LimitVerb(context) };

    private static Command CreateVerb(VerbContext context)
    {
        var slug = new Argument<string>("slug") { Description = "Its name in URLs and in the database." };
        var name = new Option<string>("--name") { Description = "Its name for people.", Required = true };
        var owner = new Option<string>("--owner") { Description = "The owner's e-mail address.", Required = true };
        var urls = Options.Urls();
        var data = Options.Data();
        var command = new Command("create", "Make an organisation; prints a one-time sign-in link for its owner.") { slug, name, owner, urls, data };
        command.SetAction((parsed, cancel) => context.WithMigratedAsync(
            parsed.GetValue(data),
            async services =>
            {
                var email = parsed.GetRequiredValue(owner);
                var made = await services.GetRequiredService<Registration>().CreateOrganizationAsync(parsed.GetRequiredValue(slug), parsed.GetRequiredValue(name), email.Split('@')[0], email, cancel: cancel);
                if (!made.IsOk)
                {
                    await context.Error.WriteLineAsync(made.Error!.Message);
                    return 1;
                }

                await context.Out.WriteLineAsync($"{parsed.GetRequiredValue(slug)} is ready.");
                return await UserVerb.LinkAsync(context, services, made.Value.UserId, made.Value.OrganizationId, email, parsed.GetValue(urls));
            },
            cancel));
        return command;
    }

    private static Command LimitVerb(VerbContext context)
    {
        var slug = new Argument<string>("slug") { Description = "Its name in URLs and in the database." };
        var weight = new Option<int>("--weight") { Description = "Its share of the runners when several organisations have work waiting: 1 (usual) to 100.", DefaultValueFactory = _ => TenantGrant.Usual.Weight };
        var running = new Option<int?>("--max-running") { Description = "Directives and deliveries at once, over all nodes; without it, any number." };
        var data = Options.Data();
        var command = new Command("limit", "Set an organisation's share of the runners, and its cap; without options, the usual.") { slug, weight, running, data };
        command.SetAction((parsed, cancel) => context.WithMigratedAsync(
            parsed.GetValue(data),
            async services =>
            {
                var (name, grant) = (parsed.GetRequiredValue(slug), new TenantGrant(parsed.GetValue(weight), parsed.GetValue(running)));
                var problem = grant.Weight is < 1 or > 100 ? "--weight takes a number from 1 to 100." : grant.MaxRunning < 1 ? "--max-running takes a number from 1." : null;
                var tenant = problem is null ? await services.GetRequiredService<ITenantDirectory>().FindAsync(name, cancel) : null;
                if (tenant is null)
                {
                    await context.Error.WriteLineAsync(problem ?? $"There is no organisation '{name}'.");
                    return problem is null ? 1 : 2;
                }

                await services.GetRequiredService<IWorkQueue>().GrantAsync(tenant.TenantId, grant, cancel);
                await context.Out.WriteLineAsync($"{name}: weight {grant.Weight}, {(grant.MaxRunning is { } most ? $"at most {most} running" : "any number running")}.");
                return 0;
            },
            cancel));
        return command;
    }
}
