using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Accounts;

internal sealed class NotificationsModel : ITenantModel
{
    public void Build(ModelBuilder model) =>
        model.Entity<Notification>(notification =>
        {
            notification.ToTable("notifications");
            notification.HasIndex(n => new { n.UserId, n.Kind, n.SignalId }).IsUnique();
            notification.HasIndex(n => new { n.UserId, n.CreatedAt });
        });
}

public static class NotificationSets
{
    extension(TenantDb db)
    {
        public DbSet<Notification> Notifications => db.Set<Notification>();
    }
}
