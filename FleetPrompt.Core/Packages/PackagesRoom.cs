using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Packages.Installing;
using FleetPrompt.Core.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Packages;

public static class PackagesRoom
{
    public static IServiceCollection AddPackages(this IServiceCollection services)
    {
        services.AddOptions<PackagesOptions>().BindConfiguration("Packages");
        return services
            .AddSignalTypes(PackageSignals.All)
            .AddDirective<InstallPackage, InstallPackageHandler>(PackageDirectives.Install)
            .AddDirective<UpgradePackage, UpgradePackageHandler>(PackageDirectives.Upgrade)
            .AddDirective<ConfigurePackage, ConfigurePackageHandler>(PackageDirectives.Configure)
            .AddDirective<SwitchPackage, EnablePackageHandler>(PackageDirectives.Enable)
            .AddDirective<SwitchPackage, DisablePackageHandler>(PackageDirectives.Disable)
            .AddDirective<UninstallPackage, UninstallPackageHandler>(PackageDirectives.Uninstall)
            .AddSingleton<PackageRegistry>()
            .AddHostedService(provider => provider.GetRequiredService<PackageRegistry>())
            .AddSingleton<PackageRules>()
            .AddSingleton<IProvisioningTarget, WorkflowTarget>()
            .AddSingleton<Provisioning>()
            .AddSingleton<Installations>()
            .AddSingleton<PackageReading>()
            .AddSingleton<Reviews>();
    }
}
