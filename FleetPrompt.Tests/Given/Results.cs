using FleetPrompt.Core;
using Shouldly;

namespace FleetPrompt.Tests.Given;

internal static class Results
{
    public static T ShouldBeOk<T>(this Result<T> result)
    {
        result.Error.ShouldBeNull();
        return result.Value;
    }
}
