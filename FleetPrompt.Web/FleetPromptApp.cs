using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Content;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Moderation;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Web.Accounts;
using FleetPrompt.Web.Agents;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Content;
using FleetPrompt.Web.Forums;
using FleetPrompt.Web.Integrations;
using FleetPrompt.Web.Live;
using FleetPrompt.Web.Notifications;
using FleetPrompt.Web.Operations;
using FleetPrompt.Web.Telemetry;
using FleetPrompt.Web.Tenancy;
using FleetPrompt.Web.Work;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Quartz;
using Radzen;

namespace FleetPrompt.Web;

/// <summary>Puts the rooms together: the same application for <c>up</c>, for the other verbs and for tests.</summary>
public static class FleetPromptApp
{
    /// <summary>The tag of the checks behind <c>/readyz</c>.</summary>
    public const string Ready = "ready";

    public static WebApplication Build(AppSettings settings, Database database)
    {
        WebApplication? app = null;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(FleetPromptApp).Assembly.GetName().Name });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });
        builder.Logging.AddFilter(null, LogLevel.Warning).AddFilter("FleetPrompt", LogLevel.Information).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // Asked twenty times a second until the node is ready; /readyz and the start itself tell the outcome.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // A start that fails is told in one line by whoever asked for it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Warning && app?.Lifetime.ApplicationStarted.IsCancellationRequested == true);
        builder.AddTelemetry();
        if (settings.Urls is not null) builder.WebHost.UseUrls(settings.Urls.Split(';'));
        database.AddTo(builder.Services);
        AddRooms(builder.Services);
        AddWeb(builder.Services, settings, builder.Configuration);
        app = builder.Build();
        app.BeginTelemetry();
        Map(app);
        return app;
    }

    /// <summary>What the application is, without how it is served.</summary>
    public static IServiceCollection AddRooms(IServiceCollection services) =>
        services
            .AddSingleton(TimeProvider.System)
            .AddTenancy()
            .AddWork()
            .AddSignals()
            .AddDirectives()
            .AddLive()
            .AddNotifications()
            .AddAccounts()
            .AddContent()
            .AddPackages()
            .AddAgents()
            .AddForums()
            .AddModeration()
            .AddIntegrations()
            .AddOperations();

    private static void AddWeb(IServiceCollection services, AppSettings settings, IConfiguration configuration)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddRadzenComponents();
        services.AddCascadingValue(provider => (provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.Items[typeof(OrgSession)] as OrgSession)?.Shell);
        services.AddCascadingValue(provider => provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.Items[typeof(FlashMessage)] as FlashMessage);
        services.AddCascadingAuthenticationState();
        services.AddTrustedProxies(configuration);
        services.AddAntiforgery(antiforgery => antiforgery.Cookie.Name = "fp-antiforgery");
        services.AddLanguageModel(configuration).AddTenancyWeb().AddAccountsWeb(settings.OnlyTls).AddWorkWeb(configuration).AddLiveWeb().AddIntegrationsWeb().AddSingleton<Demo>();
        services.AddCalendar(quartz => HousekeepingJobs.Add(quartz, configuration.GetSection(HousekeepingOptions.Section).Get<HousekeepingOptions>() ?? new HousekeepingOptions()));
        services
            .AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", tags: [Ready])
            .AddCheck<MigrationsHealth>("migrations", tags: [Ready])
            .AddCheck<KeyRingHealth>("key ring", tags: [Ready])
            .AddCheck<RunnerHealth>("runner", tags: [Ready])
            .AddQuartz(WorkWeb.LocalScheduler, quartz => quartz.Tags.Add(Ready))
            .AddQuartz(Calendar.Scheduler, quartz => quartz.Tags.Add(Ready));
    }

    private static void Map(WebApplication app)
    {
        app.UseRequestSpans();
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseExceptionHandler("/error/500", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/error/{0}", createScopeForStatusCodePages: true);
        app.UseTextOnly();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseShell();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) }).AllowAnonymous();
        app.MapAccounts();
        app.MapPreview();
        app.MapExportDownload();
        app.MapSignalExport();
        app.MapThreadFinder();
        app.MapReact();
        app.MapComposer();
        app.MapTracking();
        app.MapNotifications();
        app.MapRedirects();
        app.MapTheme();
        app.MapSignalsHub();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
    }
}
