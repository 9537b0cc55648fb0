using System.CommandLine;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Web.Accounts;

namespace FleetPrompt.Web.Operations.Verbs;

internal static class OrgVerb
{
    public static Command Create(VerbContext context) => new("org", "Organisations.") { CreateVerb(context) };

    private static Command CreateVerb(VerbContext context)
    {
        var slug = new Argument<string>("slug") { Description = "Its name in URLs and in the database." };
        var name = new Option<string>("--name") { Description = "Its name for people.", Required = true };
        var owner = new Option<string>("--owner") { Description = "The owner's e-mail address.", Required = true };
        var urls = new Option<string?>("--urls") { Description = "Where FleetPrompt is served, for the link." };
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

                await using var scope = services.CreateAsyncScope();
                var token = await scope.ServiceProvider.GetRequiredService<SignInLinks>().IssueAsync(made.Value.UserId, made.Value.OrganizationId);
                var origin = (parsed.GetValue(urls) ?? context.Environment("ASPNETCORE_URLS") ?? UpVerb.DefaultUrl).Split(';')[0].TrimEnd('/');
                await context.Out.WriteLineAsync($"{parsed.GetRequiredValue(slug)} is ready. One-time sign-in link for {email}, good for {SignInLinks.Lifetime.TotalDays:0} days:");
                await context.Out.WriteLineAsync($"{origin}{AppUrls.Invite(token)}");
                return 0;
            },
            cancel));
        return command;
    }
}
