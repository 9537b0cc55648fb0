using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Tenancy;

public static class TenancyRoom
{
    public static IServiceCollection AddTenancy(this IServiceCollection services) => services.AddSingleton<ITenantDirectory, TenantDirectory>();
}
