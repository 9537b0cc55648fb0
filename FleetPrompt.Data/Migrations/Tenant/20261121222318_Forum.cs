using System;
using System.Collections.Generic;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FleetPrompt.Data.Migrations.Tenant
{
    /// <inheritdoc />
    public partial class Forum : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "actor_id",
                table: "notifications",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "by_mail",
                table: "notifications",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "detail",
                table: "notifications",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "mailed_at",
                table: "notifications",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "number",
                table: "notifications",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "thread_id",
                table: "notifications",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "merged_into_thread_id",
                table: "forum_threads",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "pinned_at",
                table: "forum_threads",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "text_length",
                table: "forum_threads",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "view_count",
                table: "forum_threads",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "edited_at",
                table: "forum_posts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "reply_to_post_id",
                table: "forum_posts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "mode",
                table: "forum_categories",
                type: "text",
                nullable: false,
                defaultValue: "discussion");

            migrationBuilder.AddColumn<int>(
                name: "version",
                table: "forum_categories",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "forum_bookmarks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    post_id = table.Column<Guid>(type: "uuid", nullable: false),
                    thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    note = table.Column<string>(type: "text", nullable: true),
                    remind_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reminded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_bookmarks_pkey", x => x.id);
                    table.ForeignKey(
                        name: "forum_bookmarks_post_id_fkey",
                        column: x => x.post_id,
                        principalTable: "forum_posts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "forum_category_users",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    category_id = table.Column<Guid>(type: "uuid", nullable: false),
                    level = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_category_users_pkey", x => new { x.user_id, x.category_id });
                    table.ForeignKey(
                        name: "forum_category_users_category_id_fkey",
                        column: x => x.category_id,
                        principalTable: "forum_categories",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "forum_documents",
                columns: table => new
                {
                    post_id = table.Column<Guid>(type: "uuid", nullable: false),
                    thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    title = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_documents_pkey", x => x.post_id);
                });

            migrationBuilder.CreateTable(
                name: "forum_drafts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    thread_id = table.Column<Guid>(type: "uuid", nullable: true),
                    post_id = table.Column<Guid>(type: "uuid", nullable: true),
                    title = table.Column<string>(type: "text", nullable: true),
                    category_id = table.Column<Guid>(type: "uuid", nullable: true),
                    tags = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_drafts_pkey", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "forum_ignores",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ignored_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_ignores_pkey", x => new { x.user_id, x.ignored_user_id });
                });

            migrationBuilder.CreateTable(
                name: "forum_members",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    posts = table.Column<int>(type: "integer", nullable: false),
                    likes = table.Column<int>(type: "integer", nullable: false),
                    accepted = table.Column<int>(type: "integer", nullable: false),
                    trust_set = table.Column<int>(type: "integer", nullable: true),
                    silenced_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    bio = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_members_pkey", x => x.user_id);
                });

            migrationBuilder.CreateTable(
                name: "forum_post_moves",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    post_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_number = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_post_moves_pkey", x => x.id);
                    table.ForeignKey(
                        name: "forum_post_moves_post_id_fkey",
                        column: x => x.post_id,
                        principalTable: "forum_posts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "forum_post_revisions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    post_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    title = table.Column<string>(type: "text", nullable: true),
                    content = table.Column<string>(type: "text", nullable: false),
                    content_html = table.Column<string>(type: "text", nullable: false),
                    content_format = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    edited_by_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_post_revisions_pkey", x => x.id);
                    table.ForeignKey(
                        name: "forum_post_revisions_post_id_fkey",
                        column: x => x.post_id,
                        principalTable: "forum_posts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "forum_reactions",
                columns: table => new
                {
                    post_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_reactions_pkey", x => new { x.post_id, x.user_id, x.type });
                    table.ForeignKey(
                        name: "forum_reactions_post_id_fkey",
                        column: x => x.post_id,
                        principalTable: "forum_posts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "forum_readers",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    joined_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_readers_pkey", x => x.user_id);
                });

            migrationBuilder.CreateTable(
                name: "forum_settings",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    public_read = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_settings_pkey", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "forum_thread_participants",
                columns: table => new
                {
                    thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    posts = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_thread_participants_pkey", x => new { x.thread_id, x.user_id });
                    table.ForeignKey(
                        name: "forum_thread_participants_thread_id_fkey",
                        column: x => x.thread_id,
                        principalTable: "forum_threads",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "forum_thread_users",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    last_read_number = table.Column<int>(type: "integer", nullable: false),
                    last_read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    level = table.Column<string>(type: "text", nullable: false),
                    level_chosen = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_thread_users_pkey", x => new { x.user_id, x.thread_id });
                    table.ForeignKey(
                        name: "forum_thread_users_thread_id_fkey",
                        column: x => x.thread_id,
                        principalTable: "forum_threads",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "forum_words",
                columns: table => new
                {
                    word = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_words_pkey", x => x.word);
                });

            migrationBuilder.CreateTable(
                name: "limit_buckets",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false),
                    tokens = table.Column<double>(type: "double precision", nullable: false),
                    filled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("limit_buckets_pkey", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "moderation_decisions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    item_id = table.Column<Guid>(type: "uuid", nullable: false),
                    post_id = table.Column<Guid>(type: "uuid", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    decided_by_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    note = table.Column<string>(type: "text", nullable: true),
                    directive_id = table.Column<Guid>(type: "uuid", nullable: false),
                    effects = table.Column<JsonDocument>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    undone_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    undone_by_user_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("moderation_decisions_pkey", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "moderation_flags",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    post_id = table.Column<Guid>(type: "uuid", nullable: false),
                    thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    flagger_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    origin = table.Column<string>(type: "text", nullable: false),
                    rule = table.Column<string>(type: "text", nullable: true),
                    confidence = table.Column<double>(type: "double precision", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    notes = table.Column<string>(type: "text", nullable: true),
                    weight = table.Column<double>(type: "double precision", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    item_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("moderation_flags_pkey", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "moderation_items",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    post_id = table.Column<Guid>(type: "uuid", nullable: false),
                    thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    severity = table.Column<int>(type: "integer", nullable: false),
                    score = table.Column<double>(type: "double precision", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    claimed_by_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decision = table.Column<string>(type: "text", nullable: true),
                    decided_by_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    auto_hidden = table.Column<bool>(type: "boolean", nullable: false),
                    first_flagged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_flagged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("moderation_items_pkey", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "moderation_notes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_by_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("moderation_notes_pkey", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "moderation_settings",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    auto_hide = table.Column<bool>(type: "boolean", nullable: false),
                    threshold = table.Column<double>(type: "double precision", nullable: false),
                    banned_words = table.Column<List<string>>(type: "text[]", nullable: false),
                    disabled_rules = table.Column<List<string>>(type: "text[]", nullable: false),
                    updated_by_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("moderation_settings_pkey", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "moderation_traces",
                columns: table => new
                {
                    post_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false),
                    author_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    by_new = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("moderation_traces_pkey", x => new { x.post_id, x.kind, x.value });
                });

            migrationBuilder.CreateTable(
                name: "notification_preferences",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    delivery = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("notification_preferences_pkey", x => new { x.user_id, x.kind });
                });

            migrationBuilder.CreateIndex(
                name: "notifications_user_id_mailed_at_idx",
                table: "notifications",
                columns: new[] { "user_id", "mailed_at" },
                filter: "by_mail and mailed_at is null");

            migrationBuilder.CreateIndex(
                name: "notifications_user_id_read_at_idx",
                table: "notifications",
                columns: new[] { "user_id", "read_at" },
                filter: "read_at is null");

            migrationBuilder.CreateIndex(
                name: "forum_threads_accepted_post_id_idx",
                table: "forum_threads",
                column: "accepted_post_id",
                filter: "accepted_post_id is not null");

            migrationBuilder.CreateIndex(
                name: "forum_threads_created_at_idx",
                table: "forum_threads",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "forum_threads_last_activity_at_id_accepted_post_id_idx",
                table: "forum_threads",
                columns: new[] { "last_activity_at", "id", "accepted_post_id" },
                descending: new[] { true, true, false },
                filter: "accepted_post_id is not null");

            migrationBuilder.CreateIndex(
                name: "forum_threads_pinned_at_idx",
                table: "forum_threads",
                column: "pinned_at",
                filter: "pinned_at is not null");

            migrationBuilder.CreateIndex(
                name: "forum_threads_status_last_activity_at_id_idx",
                table: "forum_threads",
                columns: new[] { "status", "last_activity_at", "id" },
                descending: new[] { false, true, true },
                filter: "post_count = 1 and status = 'open'");

            migrationBuilder.CreateIndex(
                name: "forum_threads_tags_idx",
                table: "forum_threads",
                column: "tags")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "forum_posts_created_at_thread_id_idx",
                table: "forum_posts",
                columns: new[] { "created_at", "thread_id" },
                filter: "status = 'published'");

            migrationBuilder.CreateIndex(
                name: "forum_posts_reply_to_post_id_idx",
                table: "forum_posts",
                column: "reply_to_post_id",
                filter: "reply_to_post_id is not null");

            migrationBuilder.CreateIndex(
                name: "forum_posts_thread_id_author_user_id_idx",
                table: "forum_posts",
                columns: new[] { "thread_id", "author_user_id" },
                filter: "status = 'published'");

            migrationBuilder.CreateIndex(
                name: "forum_bookmarks_post_id_idx",
                table: "forum_bookmarks",
                column: "post_id");

            migrationBuilder.CreateIndex(
                name: "forum_bookmarks_user_id_created_at_idx",
                table: "forum_bookmarks",
                columns: new[] { "user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "forum_bookmarks_user_id_post_id_idx",
                table: "forum_bookmarks",
                columns: new[] { "user_id", "post_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "forum_category_users_category_id_idx",
                table: "forum_category_users",
                column: "category_id");

            migrationBuilder.CreateIndex(
                name: "forum_documents_created_at_idx",
                table: "forum_documents",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "forum_documents_thread_id_idx",
                table: "forum_documents",
                column: "thread_id");

            migrationBuilder.CreateIndex(
                name: "forum_drafts_user_id_post_id_idx",
                table: "forum_drafts",
                columns: new[] { "user_id", "post_id" },
                unique: true,
                filter: "kind = 'edit'");

            migrationBuilder.CreateIndex(
                name: "forum_drafts_user_id_thread_id_idx",
                table: "forum_drafts",
                columns: new[] { "user_id", "thread_id" },
                unique: true,
                filter: "kind = 'reply'");

            migrationBuilder.CreateIndex(
                name: "forum_drafts_user_id_updated_at_idx",
                table: "forum_drafts",
                columns: new[] { "user_id", "updated_at" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "forum_post_moves_from_thread_id_from_number_idx",
                table: "forum_post_moves",
                columns: new[] { "from_thread_id", "from_number" });

            migrationBuilder.CreateIndex(
                name: "forum_post_moves_post_id_idx",
                table: "forum_post_moves",
                column: "post_id");

            migrationBuilder.CreateIndex(
                name: "forum_post_revisions_post_id_number_idx",
                table: "forum_post_revisions",
                columns: new[] { "post_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "forum_reactions_user_id_created_at_idx",
                table: "forum_reactions",
                columns: new[] { "user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "forum_thread_participants_thread_id_posts_user_id_idx",
                table: "forum_thread_participants",
                columns: new[] { "thread_id", "posts", "user_id" },
                descending: new[] { false, true, false });

            migrationBuilder.CreateIndex(
                name: "forum_thread_participants_user_id_idx",
                table: "forum_thread_participants",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "forum_thread_users_thread_id_level_idx",
                table: "forum_thread_users",
                columns: new[] { "thread_id", "level" },
                filter: "level <> 'normal'");

            migrationBuilder.CreateIndex(
                name: "moderation_decisions_directive_id_idx",
                table: "moderation_decisions",
                column: "directive_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "moderation_decisions_item_id_created_at_idx",
                table: "moderation_decisions",
                columns: new[] { "item_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "moderation_decisions_post_id_idx",
                table: "moderation_decisions",
                column: "post_id");

            migrationBuilder.CreateIndex(
                name: "moderation_flags_created_at_idx",
                table: "moderation_flags",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "moderation_flags_flagger_user_id_status_idx",
                table: "moderation_flags",
                columns: new[] { "flagger_user_id", "status" },
                filter: "flagger_user_id is not null");

            migrationBuilder.CreateIndex(
                name: "moderation_flags_item_id_idx",
                table: "moderation_flags",
                column: "item_id");

            migrationBuilder.CreateIndex(
                name: "moderation_flags_post_id_flagger_user_id_idx",
                table: "moderation_flags",
                columns: new[] { "post_id", "flagger_user_id" },
                unique: true,
                filter: "status = 'open' and flagger_user_id is not null");

            migrationBuilder.CreateIndex(
                name: "moderation_flags_post_id_rule_idx",
                table: "moderation_flags",
                columns: new[] { "post_id", "rule" },
                unique: true,
                filter: "status = 'open' and rule is not null");

            migrationBuilder.CreateIndex(
                name: "moderation_flags_rule_status_idx",
                table: "moderation_flags",
                columns: new[] { "rule", "status" },
                filter: "rule is not null");

            migrationBuilder.CreateIndex(
                name: "moderation_items_decided_at_idx",
                table: "moderation_items",
                column: "decided_at");

            migrationBuilder.CreateIndex(
                name: "moderation_items_post_id_idx",
                table: "moderation_items",
                column: "post_id",
                unique: true,
                filter: "status <> 'decided'");

            migrationBuilder.CreateIndex(
                name: "moderation_items_severity_first_flagged_at_id_idx",
                table: "moderation_items",
                columns: new[] { "severity", "first_flagged_at", "id" },
                descending: new[] { true, false, false },
                filter: "status <> 'decided'");

            migrationBuilder.CreateIndex(
                name: "moderation_notes_user_id_created_at_idx",
                table: "moderation_notes",
                columns: new[] { "user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "moderation_traces_created_at_idx",
                table: "moderation_traces",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "moderation_traces_kind_value_created_at_idx",
                table: "moderation_traces",
                columns: new[] { "kind", "value", "created_at" });

            // Lexemes, and indexes over them and over letters, are PostgreSQL's alone.
            migrationBuilder.Sql("""
                alter table forum_documents add column tokens tsvector not null;
                create index forum_documents_tokens_idx on forum_documents using gin (tokens) with (fastupdate = off);
                create index forum_documents_title_idx on forum_documents using gin (title ext.gin_trgm_ops) where title is not null;
                create index forum_words_word_idx on forum_words using gin (word ext.gin_trgm_ops);
                create index forum_threads_title_idx on forum_threads using gin (title ext.gin_trgm_ops);
                """);

            // What was written before this is counted once.
            migrationBuilder.Sql("""
                insert into forum_thread_participants (thread_id, user_id, posts)
                select thread_id, author_user_id, count(*) from forum_posts where author_user_id is not null and status = 'published' group by thread_id, author_user_id;
                update forum_threads t set text_length = (select coalesce(sum(length(content)), 0) from forum_posts p where p.thread_id = t.id);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop index forum_threads_title_idx;");

            migrationBuilder.DropTable(
                name: "forum_bookmarks");

            migrationBuilder.DropTable(
                name: "forum_category_users");

            migrationBuilder.DropTable(
                name: "forum_documents");

            migrationBuilder.DropTable(
                name: "forum_drafts");

            migrationBuilder.DropTable(
                name: "forum_ignores");

            migrationBuilder.DropTable(
                name: "forum_members");

            migrationBuilder.DropTable(
                name: "forum_post_moves");

            migrationBuilder.DropTable(
                name: "forum_post_revisions");

            migrationBuilder.DropTable(
                name: "forum_reactions");

            migrationBuilder.DropTable(
                name: "forum_readers");

            migrationBuilder.DropTable(
                name: "forum_settings");

            migrationBuilder.DropTable(
                name: "forum_thread_participants");

            migrationBuilder.DropTable(
                name: "forum_thread_users");

            migrationBuilder.DropTable(
                name: "forum_words");

            migrationBuilder.DropTable(
                name: "limit_buckets");

            migrationBuilder.DropTable(
                name: "moderation_decisions");

            migrationBuilder.DropTable(
                name: "moderation_flags");

            migrationBuilder.DropTable(
                name: "moderation_items");

            migrationBuilder.DropTable(
                name: "moderation_notes");

            migrationBuilder.DropTable(
                name: "moderation_settings");

            migrationBuilder.DropTable(
                name: "moderation_traces");

            migrationBuilder.DropTable(
                name: "notification_preferences");

            migrationBuilder.DropIndex(
                name: "notifications_user_id_mailed_at_idx",
                table: "notifications");

            migrationBuilder.DropIndex(
                name: "notifications_user_id_read_at_idx",
                table: "notifications");

            migrationBuilder.DropIndex(
                name: "forum_threads_accepted_post_id_idx",
                table: "forum_threads");

            migrationBuilder.DropIndex(
                name: "forum_threads_created_at_idx",
                table: "forum_threads");

            migrationBuilder.DropIndex(
                name: "forum_threads_last_activity_at_id_accepted_post_id_idx",
                table: "forum_threads");

            migrationBuilder.DropIndex(
                name: "forum_threads_pinned_at_idx",
                table: "forum_threads");

            migrationBuilder.DropIndex(
                name: "forum_threads_status_last_activity_at_id_idx",
                table: "forum_threads");

            migrationBuilder.DropIndex(
                name: "forum_threads_tags_idx",
                table: "forum_threads");

            migrationBuilder.DropIndex(
                name: "forum_posts_created_at_thread_id_idx",
                table: "forum_posts");

            migrationBuilder.DropIndex(
                name: "forum_posts_reply_to_post_id_idx",
                table: "forum_posts");

            migrationBuilder.DropIndex(
                name: "forum_posts_thread_id_author_user_id_idx",
                table: "forum_posts");

            migrationBuilder.DropColumn(
                name: "actor_id",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "by_mail",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "detail",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "mailed_at",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "number",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "thread_id",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "merged_into_thread_id",
                table: "forum_threads");

            migrationBuilder.DropColumn(
                name: "pinned_at",
                table: "forum_threads");

            migrationBuilder.DropColumn(
                name: "text_length",
                table: "forum_threads");

            migrationBuilder.DropColumn(
                name: "view_count",
                table: "forum_threads");

            migrationBuilder.DropColumn(
                name: "edited_at",
                table: "forum_posts");

            migrationBuilder.DropColumn(
                name: "reply_to_post_id",
                table: "forum_posts");

            migrationBuilder.DropColumn(
                name: "mode",
                table: "forum_categories");

            migrationBuilder.DropColumn(
                name: "version",
                table: "forum_categories");
        }
    }
}
