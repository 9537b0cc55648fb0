using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Accounts;

public static class AccountsRoom
{
    /// <summary>People, their passwords, and the key ring that their cookies are sealed with.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("FleetPrompt");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            o => o.XmlRepository = ActivatorUtilities.CreateInstance<KeyRing>(provider)));
        services
            .AddIdentityCore<User>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                identity.User.AllowedUserNameCharacters = ""; // user names are e-mail addresses, and those have their own grammar
                identity.Password.RequiredLength = PasswordPolicy.MinLength;
                identity.Password.RequireDigit = identity.Password.RequireLowercase = identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
                identity.Lockout.AllowedForNewUsers = false;
            })
            .AddPasswordValidator<PasswordPolicy>()
            .AddEntityFrameworkStores<PlatformDb>();
        services
            .AddOptions<AccountsOptions>()
            .BindConfiguration("Accounts")
            .Configure<IConfiguration>((accounts, configuration) =>
            {
                if (configuration[AccountsOptions.RegistrationVariable] is { Length: > 0 } mode) accounts.Registration = mode;
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services
            .AddSignalTypes(OrgSignals.All)
            .AddSignalHandler<WelcomeHandler>(WelcomeHandler.Subscription)
            .AddSingleton<Operators>()
            .AddSingleton<Registration>()
            .AddSingleton<NewUsers>()
            .AddSingleton<Members>()
            .AddSingleton<Invitations>()
            .AddSingleton<OwnAccount>()
            .AddSingleton<SecurityLog>()
            .AddSingleton<Presence>()
            .AddSingleton<SignInThrottle>()
            .AddSingleton<ThrottleKey>();
    }
}
