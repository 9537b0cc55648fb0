using FleetPrompt.Tests.Faults;
using Xunit;

namespace FleetPrompt.Tests.Browser;

/// <summary>Tests that look at a FleetPrompt that has a Mattermost beside it.</summary>
[CollectionDefinition(Name)]
public sealed class DigestAppCollection : ICollectionFixture<DigestApp>, ICollectionFixture<Browsers>
{
    public const string Name = "application with a Mattermost";
}
