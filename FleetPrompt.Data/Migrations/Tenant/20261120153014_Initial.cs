using System;
using System.Collections.Generic;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace FleetPrompt.Data.Migrations.Tenant
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "directives",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    stream = table.Column<string>(type: "text", nullable: false),
                    idempotency_key = table.Column<string>(type: "text", nullable: false),
                    args_hash = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<JsonDocument>(type: "jsonb", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    result = table.Column<JsonDocument>(type: "jsonb", nullable: true),
                    error_kind = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    error_details = table.Column<JsonDocument>(type: "jsonb", nullable: true),
                    requested_by_type = table.Column<string>(type: "text", nullable: false),
                    requested_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_role = table.Column<string>(type: "text", nullable: true),
                    correlation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    causation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    scheduled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    token = table.Column<long>(type: "bigint", nullable: true),
                    cancel_requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    subject_type = table.Column<string>(type: "text", nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("directives_pkey", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "forum_categories",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    created_by_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_categories_pkey", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "signals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    stream = table.Column<string>(type: "text", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    source = table.Column<string>(type: "text", nullable: false),
                    actor_type = table.Column<string>(type: "text", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    subject_type = table.Column<string>(type: "text", nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    correlation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    causation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    request_id = table.Column<string>(type: "text", nullable: true),
                    dedupe_key = table.Column<string>(type: "text", nullable: true),
                    payload = table.Column<JsonDocument>(type: "jsonb", nullable: false),
                    metadata = table.Column<JsonDocument>(type: "jsonb", nullable: false),
                    visibility = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("signals_pkey", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "directive_attempts",
                columns: table => new
                {
                    directive_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    error_kind = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    rerun_by = table.Column<Guid>(type: "uuid", nullable: true),
                    rerun_reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("directive_attempts_pkey", x => new { x.directive_id, x.attempt });
                    table.ForeignKey(
                        name: "directive_attempts_directive_id_fkey",
                        column: x => x.directive_id,
                        principalTable: "directives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "forum_threads",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    category_id = table.Column<Guid>(type: "uuid", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    created_by_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tags = table.Column<List<string>>(type: "text[]", nullable: false),
                    post_count = table.Column<int>(type: "integer", nullable: false),
                    last_activity_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_post_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    accepted_post_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    moderated_by_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    moderation_reason = table.Column<string>(type: "text", nullable: true),
                    moderated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    import_source = table.Column<string>(type: "text", nullable: true),
                    import_id = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_threads_pkey", x => x.id);
                    table.ForeignKey(
                        name: "forum_threads_category_id_fkey",
                        column: x => x.category_id,
                        principalTable: "forum_categories",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "signal_deliveries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    signal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    handler = table.Column<string>(type: "text", nullable: false),
                    replay_id = table.Column<Guid>(type: "uuid", nullable: true),
                    external_effects = table.Column<bool>(type: "boolean", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    token = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    next_try_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    error_kind = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    error_details = table.Column<JsonDocument>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("signal_deliveries_pkey", x => x.id);
                    table.ForeignKey(
                        name: "signal_deliveries_signal_id_fkey",
                        column: x => x.signal_id,
                        principalTable: "signals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "forum_posts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false),
                    content_html = table.Column<string>(type: "text", nullable: false),
                    content_format = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    author_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    author_agent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    form_key = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    moderated_by_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    moderation_reason = table.Column<string>(type: "text", nullable: true),
                    moderated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    import_id = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_posts_pkey", x => x.id);
                    table.ForeignKey(
                        name: "forum_posts_thread_id_fkey",
                        column: x => x.thread_id,
                        principalTable: "forum_threads",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "directives_correlation_id_idx",
                table: "directives",
                column: "correlation_id");

            migrationBuilder.CreateIndex(
                name: "directives_idempotency_key_idx",
                table: "directives",
                column: "idempotency_key",
                unique: true,
                filter: "status <> 'canceled'");

            migrationBuilder.CreateIndex(
                name: "directives_status_requested_at_idx",
                table: "directives",
                columns: new[] { "status", "requested_at" });

            migrationBuilder.CreateIndex(
                name: "directives_stream_requested_at_idx",
                table: "directives",
                columns: new[] { "stream", "requested_at" });

            migrationBuilder.CreateIndex(
                name: "forum_categories_slug_idx",
                table: "forum_categories",
                column: "slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "forum_posts_author_user_id_created_at_idx",
                table: "forum_posts",
                columns: new[] { "author_user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "forum_posts_author_user_id_form_key_idx",
                table: "forum_posts",
                columns: new[] { "author_user_id", "form_key" },
                unique: true,
                filter: "form_key is not null");

            migrationBuilder.CreateIndex(
                name: "forum_posts_thread_id_number_idx",
                table: "forum_posts",
                columns: new[] { "thread_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "forum_threads_category_id_last_activity_at_id_idx",
                table: "forum_threads",
                columns: new[] { "category_id", "last_activity_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "forum_threads_import_source_import_id_idx",
                table: "forum_threads",
                columns: new[] { "import_source", "import_id" },
                unique: true,
                filter: "import_id is not null");

            migrationBuilder.CreateIndex(
                name: "forum_threads_last_activity_at_id_idx",
                table: "forum_threads",
                columns: new[] { "last_activity_at", "id" },
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "forum_threads_slug_idx",
                table: "forum_threads",
                column: "slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "signal_deliveries_replay_id_idx",
                table: "signal_deliveries",
                column: "replay_id",
                filter: "replay_id is not null");

            migrationBuilder.CreateIndex(
                name: "signal_deliveries_signal_id_handler_replay_id_idx",
                table: "signal_deliveries",
                columns: new[] { "signal_id", "handler", "replay_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "signal_deliveries_status_created_at_idx",
                table: "signal_deliveries",
                columns: new[] { "status", "created_at" },
                filter: "status <> 'done'");

            migrationBuilder.CreateIndex(
                name: "signals_correlation_id_idx",
                table: "signals",
                column: "correlation_id");

            migrationBuilder.CreateIndex(
                name: "signals_dedupe_key_idx",
                table: "signals",
                column: "dedupe_key",
                unique: true,
                filter: "dedupe_key is not null");

            migrationBuilder.CreateIndex(
                name: "signals_name_recorded_at_idx",
                table: "signals",
                columns: new[] { "name", "recorded_at" });

            migrationBuilder.CreateIndex(
                name: "signals_recorded_at_idx",
                table: "signals",
                column: "recorded_at");

            migrationBuilder.CreateIndex(
                name: "signals_seq_idx",
                table: "signals",
                column: "seq");

            migrationBuilder.CreateIndex(
                name: "signals_stream_seq_idx",
                table: "signals",
                columns: new[] { "stream", "seq" });

            migrationBuilder.CreateIndex(
                name: "signals_subject_type_subject_id_seq_idx",
                table: "signals",
                columns: new[] { "subject_type", "subject_id", "seq" });

            // The transaction that wrote a signal: what reading without gaps stands on. EF Core has no such type, and nobody but the reader needs it.
            migrationBuilder.Sql("alter table signals add column xid xid8 not null default pg_current_xact_id(); create index signals_xid_idx on signals (xid);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "directive_attempts");

            migrationBuilder.DropTable(
                name: "forum_posts");

            migrationBuilder.DropTable(
                name: "signal_deliveries");

            migrationBuilder.DropTable(
                name: "directives");

            migrationBuilder.DropTable(
                name: "forum_threads");

            migrationBuilder.DropTable(
                name: "signals");

            migrationBuilder.DropTable(
                name: "forum_categories");
        }
    }
}
