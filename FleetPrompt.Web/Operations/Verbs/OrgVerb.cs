using System.CommandLine;
using FleetPrompt.Core.Accounts;

namespace FleetPrompt.Web.Operations.Verbs;

internal static class OrgVerb
{
    public static Command Create(VerbContext context) => new("org", "Organisations.") { CreateVerb(context) };

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
}
