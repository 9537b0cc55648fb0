using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FleetPrompt.Data.Migrations.Tenant
{
    /// <inheritdoc />
    public partial class ForumSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
                name: "forum_words",
                columns: table => new
                {
                    word = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("forum_words_pkey", x => x.word);
                });

            migrationBuilder.CreateIndex(
                name: "forum_documents_created_at_idx",
                table: "forum_documents",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "forum_documents_thread_id_idx",
                table: "forum_documents",
                column: "thread_id");

            migrationBuilder.Sql("alter table forum_documents add column tokens tsvector not null;");
            migrationBuilder.Sql("create index forum_documents_tokens_idx on forum_documents using gin (tokens) with (fastupdate = off);");
            migrationBuilder.Sql("create index forum_documents_title_idx on forum_documents using gin (title ext.gin_trgm_ops) where title is not null;");
            migrationBuilder.Sql("create index forum_words_word_idx on forum_words using gin (word ext.gin_trgm_ops);");
            migrationBuilder.Sql("create index forum_threads_title_idx on forum_threads using gin (title ext.gin_trgm_ops);");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop index forum_threads_title_idx;");

            migrationBuilder.DropTable(
                name: "forum_documents");

            migrationBuilder.DropTable(
                name: "forum_settings");

            migrationBuilder.DropTable(
                name: "forum_words");
        }
    }
}
