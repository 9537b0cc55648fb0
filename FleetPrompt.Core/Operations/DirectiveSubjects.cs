using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Operations;

internal static class DirectiveSubjects
{
    /// <summary>What the directive is about.</summary>
    public static Subject Of(DirectiveRun run) => new(run.Directive.SubjectType, run.Directive.SubjectId);
}
