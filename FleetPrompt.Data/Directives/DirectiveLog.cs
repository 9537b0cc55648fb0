using System.Text.Json;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace FleetPrompt.Data.Directives;

/// <inheritdoc cref="IDirectiveLog"/>
internal sealed class DirectiveLog : IDirectiveLog
{
    private const string Insert = """
        insert into directives (id, name, stream, idempotency_key, args_hash, payload, status, requested_by_type, requested_by_id, actor_role,
            correlation_id, causation_id, requested_at, scheduled_at, attempt, subject_type, subject_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        on conflict (idempotency_key) where status <> 'canceled' do nothing
        """;

    public Task<bool> InsertAsync(TenantUnit unit, Directive d, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync(
            Insert,
            [
                Of(d.Id, NpgsqlDbType.Uuid),
                Of(d.Name, NpgsqlDbType.Text),
                Of(d.Stream, NpgsqlDbType.Text),
                Of(d.IdempotencyKey, NpgsqlDbType.Text),
                Of(d.ArgsHash, NpgsqlDbType.Text),
                Of(d.Payload.RootElement.GetRawText(), NpgsqlDbType.Jsonb),
                Of(d.Status, NpgsqlDbType.Text),
                Of(d.RequestedByType, NpgsqlDbType.Text),
                Of(d.RequestedById, NpgsqlDbType.Uuid),
                Of(d.ActorRole, NpgsqlDbType.Text),
                Of(d.CorrelationId, NpgsqlDbType.Uuid),
                Of(d.CausationId, NpgsqlDbType.Uuid),
                Of(d.RequestedAt.UtcDateTime, NpgsqlDbType.TimestampTz),
                Of(d.ScheduledAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
                Of(d.Attempt, NpgsqlDbType.Integer),
                Of(d.SubjectType, NpgsqlDbType.Text),
                Of(d.SubjectId, NpgsqlDbType.Uuid),
            ],
            async command => await command.ExecuteNonQueryAsync(cancel) == 1);

    private static NpgsqlParameter Of(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
