using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Notifications;

internal sealed class NotificationsModel : ITenantModel
{
    public void Build(ModelBuilder model)
    {
        model.Entity<Notification>(notification =>
        {
            notification.ToTable("notifications");
            notification.HasIndex(n => new { n.UserId, n.Kind, n.SignalId }).IsUnique();
            notification.HasIndex(n => new { n.UserId, n.CreatedAt });
            notification.HasIndex(n => new { n.UserId, n.ReadAt }).HasFilter("read_at is null");
            notification.HasIndex(n => new { n.UserId, n.MailedAt }).HasFilter("by_mail and mailed_at is null");
        });
        model.Entity<NotificationPreference>(preference =>
        {
            preference.ToTable("notification_preferences");
            preference.HasKey(p => new { p.UserId, p.Kind });
        });
    }
}

public static class NotificationSets
{
    extension(TenantDb db)
    {
        public DbSet<Notification> Notifications => db.Set<Notification>();

        public DbSet<NotificationPreference> NotificationPreferences => db.Set<NotificationPreference>();
    }
}
