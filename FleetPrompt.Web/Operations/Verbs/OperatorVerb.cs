using System.CommandLine;
using FleetPrompt.Core.Accounts;

namespace FleetPrompt.Web.Operations.Verbs;

/// <summary><c>fleet operator add</c>: who looks after the whole installation.</summary>
internal static class OperatorVerb
{
    public static Command Create(VerbContext context)
    {
        var email = new Argument<string>("email");
        var data = Options.Data();
        var add = new Command("add", "Let somebody who has an account see how all organisations run, at /admin.") { email, data };
        add.SetAction((parsed, cancel) => context.WithMigratedAsync(
            parsed.GetValue(data),
            async services =>
            {
                var address = parsed.GetRequiredValue(email);
                var added = await services.GetRequiredService<Operators>().AddAsync(address, cancel);
                if (!added.IsOk)
                {
                    await context.Error.WriteLineAsync(added.Error!.Message);
                    return 1;
                }

                await context.Out.WriteLineAsync(added.Value ? $"{address} is an operator of this installation now: /admin shows them every organisation." : $"{address} is an operator already; nothing was changed.");
                return 0;
            },
            cancel));
        return new Command("operator", "Operators of the installation.") { add };
    }
}
