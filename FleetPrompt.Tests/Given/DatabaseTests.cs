using FleetPrompt.Core.Tenancy;
using Xunit;

namespace FleetPrompt.Tests.Given;

/// <summary>Tests against a database of their class's own: <c>var acme = await Given.Org("acme").WithMember("ana");</c></summary>
public abstract class DatabaseTests(Installation fleet) : IClassFixture<Installation>
{
    protected Installation Given => fleet;

    protected Stage Stage => fleet.Stage;

    protected IUnits Units => fleet.Units;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected Task RunWork() => fleet.RunWork();
}
