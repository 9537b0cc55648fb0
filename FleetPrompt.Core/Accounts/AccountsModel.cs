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
            user.Property(u => u.DisplayName).HasMaxLength(80);
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
        model.Entity<DataProtectionKey>(key =>
        {
            key.ToTable("data_protection_keys");
            key.HasIndex(k => k.FriendlyName).IsUnique();
        });
    }
}
