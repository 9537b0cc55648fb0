using FleetPrompt.Core.Accounts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Tests.Given;

/// <summary>Keys that last as long as a test.</summary>
internal static class Keys
{
    public static ThrottleKey Throttle(TimeProvider time)
    {
        var ring = new ServiceCollection();
        ring.AddDataProtection().UseEphemeralDataProtectionProvider();
        return new ThrottleKey(ring.BuildServiceProvider().GetRequiredService<IKeyManager>(), time);
    }
}
