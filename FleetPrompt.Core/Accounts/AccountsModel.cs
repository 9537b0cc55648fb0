using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Accounts;

internal sealed class AccountsModel : IPlatformModel
{
    public void Build(ModelBuilder model)
    {
        model.Entity<User>(user =>
        {
            user.ToTable("users");
            user.Property(u => u.DisplayName).HasMaxLength(DisplayName.MaxLength);
        });
        model.Entity<IdentityUserClaim<Guid>>().ToTable("user_claims");
        model.Entity<IdentityUserLogin<Guid>>().ToTable("user_logins");
        model.Entity<IdentityUserToken<Guid>>().ToTable("user_tokens");
        model.Entity<SignInFailure>(failure =>
        {
            failure.ToTable("sign_in_failures");
            failure.HasKey(f => f.Id);
            failure.HasIndex(f => new { f.Subject, f.FailedAt });
            failure.HasIndex(f => f.TryId);
            failure.Property(f => f.Subject).HasMaxLength(64);
        });
        model.Entity<Invitation>(invitation =>
        {
            invitation.ToTable("invitations");
            invitation.HasOne<Organization>().WithMany().HasForeignKey(i => i.OrganizationId);
            invitation.HasIndex(i => i.TokenHash).IsUnique();
            invitation.HasIndex(i => new { i.OrganizationId, i.Status });
            invitation.Property(i => i.Email).HasMaxLength(EmailAddress.MaxLength);
            invitation.Property(i => i.NormalizedEmail).HasMaxLength(EmailAddress.MaxLength);
            invitation.Property(i => i.Role).HasMaxLength(20);
            invitation.Property(i => i.TokenHash).HasMaxLength(64);

            // Whoever closes it must have seen it open.
            invitation.Property(i => i.Status).HasMaxLength(20).IsConcurrencyToken();
        });
        model.Entity<SecurityEvent>(fact =>
        {
            fact.ToTable("security_events");
            fact.HasIndex(f => new { f.UserId, f.OccurredAt });
            fact.Property(f => f.Name).HasMaxLength(60);
            fact.Property(f => f.Source).HasMaxLength(20);
        });
        model.Entity<PlatformOperator>(platformOperator =>
        {
            platformOperator.ToTable("platform_operators");
            platformOperator.HasKey(o => o.UserId);
            platformOperator.HasOne<User>().WithOne().HasForeignKey<PlatformOperator>(o => o.UserId);
        });
        model.Entity<DataProtectionKey>(key =>
        {
            key.ToTable("data_protection_keys");
            key.HasIndex(k => k.FriendlyName).IsUnique();
        });
    }
}
