using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Integrations;

internal sealed class IntegrationsModel : ITenantModel
{
    public void Build(ModelBuilder model)
    {
        model.Entity<IntegrationCredential>(credential =>
        {
            credential.ToTable("integration_credentials");
            credential.StaysAtHome(); // opens nowhere else
            credential.Property(c => c.Revision).IsConcurrencyToken();
        });
        model.Entity<OutboundMessage>(message =>
        {
            message.ToTable("outbound_messages");
            message.HasIndex(m => m.DedupeKey).IsUnique();
            message.HasIndex(m => new { m.Status, m.CreatedAt });
            message.HasIndex(m => m.ExecutionId);
            message.HasIndex(m => m.DirectiveId);
        });
    }
}

public static class IntegrationSets
{
    extension(TenantDb db)
    {
        public DbSet<IntegrationCredential> IntegrationCredentials => db.Set<IntegrationCredential>();

        public DbSet<OutboundMessage> OutboundMessages => db.Set<OutboundMessage>();
    }
}
