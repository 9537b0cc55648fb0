using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Packages.Installing;
using FleetPrompt.Core.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Agents;

public static class AgentsRoom
{
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.AddOptions<LanguageModelOptions>().BindConfiguration(LanguageModelOptions.Section);
        return services
            .AddSignalTypes(AgentSignals.All)
            .AddSingleton<IProvisioningTarget, AgentTarget>()
            .AddSingleton<IRegistryPart, SkillPart>()
            .AddDirective<AgentChange, DeployAgentHandler>(AgentDirectives.Deploy)
            .AddDirective<AgentChange, PauseAgentHandler>(AgentDirectives.Pause)
            .AddDirective<AgentChange, ResumeAgentHandler>(AgentDirectives.Resume)
            .AddSingleton<AgentDesk>()
            .AddSingleton<ExecutionReading>();
    }
}
