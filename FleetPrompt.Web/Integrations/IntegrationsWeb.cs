using FleetPrompt.Web.Packages;

namespace FleetPrompt.Web.Integrations;

public static class IntegrationsWeb
{
    public static IServiceCollection AddIntegrationsWeb(this IServiceCollection services) => services.AddSingleton<IFieldChoices, CredentialChoices>();
}
