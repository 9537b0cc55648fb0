using FleetPrompt.Core.Operations;
using FleetPrompt.Data;
using FleetPrompt.Data.Operations;
using FleetPrompt.Web.Operations;

return await FleetCommand.RunAsync(args, Environment.GetEnvironmentVariable, async (dataDirectory, cancel) =>
{
    var (settings, server) = await DatabaseSettings.ResolveAsync(Environment.GetEnvironmentVariable, dataDirectory, log: Console.Error.WriteLine, cancellationToken: cancel);
    return new Database(services => services.AddData(settings.Application, settings.Owner), server);
});
