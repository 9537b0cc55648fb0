using FleetPrompt.Core.Packages.Installing;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace FleetPrompt.Data.Packages;

/// <inheritdoc cref="IPackageInstalls"/>
internal sealed class PackageInstalls : IPackageInstalls
{
    public Task NoteAsync(TenantUnit unit, string slug, bool installed, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync(
            "select public.note_package_install($1, $2)",
            [new NpgsqlParameter<string> { TypedValue = slug, NpgsqlDbType = NpgsqlDbType.Text }, new NpgsqlParameter<bool> { TypedValue = installed, NpgsqlDbType = NpgsqlDbType.Boolean }],
            reader => Task.FromResult(true),
            cancel);
}
