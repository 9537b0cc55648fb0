using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FleetPrompt.Data.Migrations.Tenant
{
    /// <inheritdoc />
    public partial class ForumWriting : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "merged_into_thread_id",
                table: "forum_threads",
                type: "uuid",
                nullable: true);

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

            migrationBuilder.CreateIndex(
                name: "forum_threads_tags_idx",
                table: "forum_threads",
                column: "tags")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "forum_posts_reply_to_post_id_idx",
                table: "forum_posts",
                column: "reply_to_post_id",
                filter: "reply_to_post_id is not null");

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "forum_drafts");

            migrationBuilder.DropTable(
                name: "forum_post_moves");

            migrationBuilder.DropTable(
                name: "forum_post_revisions");

            migrationBuilder.DropTable(
                name: "forum_reactions");

            migrationBuilder.DropIndex(
                name: "forum_threads_tags_idx",
                table: "forum_threads");

            migrationBuilder.DropIndex(
                name: "forum_posts_reply_to_post_id_idx",
                table: "forum_posts");

            migrationBuilder.DropColumn(
                name: "merged_into_thread_id",
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
