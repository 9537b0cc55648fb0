using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FleetPrompt.Data.Migrations.Platform
{
    /// <inheritdoc />
    public partial class Operators : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "signal_retention_days",
                schema: "public",
                table: "organizations",
                type: "integer",
                nullable: false,
                defaultValue: 30);

            migrationBuilder.CreateTable(
                name: "platform_operators",
                schema: "public",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("platform_operators_pkey", x => x.user_id);
                    table.ForeignKey(
                        name: "platform_operators_user_id_fkey",
                        column: x => x.user_id,
                        principalSchema: "public",
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "reconcile_runs",
                schema: "public",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    node = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    tenants = table.Column<int>(type: "integer", nullable: false),
                    mended = table.Column<int>(type: "integer", nullable: false),
                    orphan_schemas = table.Column<List<string>>(type: "text[]", nullable: false),
                    drift = table.Column<List<string>>(type: "text[]", nullable: false),
                    failures = table.Column<List<string>>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("reconcile_runs_pkey", x => x.id);
                });

            migrationBuilder.AddCheckConstraint(
                name: "organizations_signal_retention_days_check",
                schema: "public",
                table: "organizations",
                sql: "signal_retention_days between 7 and 3650");

            migrationBuilder.CreateIndex(
                name: "reconcile_runs_started_at_idx",
                schema: "public",
                table: "reconcile_runs",
                column: "started_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "platform_operators",
                schema: "public");

            migrationBuilder.DropTable(
                name: "reconcile_runs",
                schema: "public");

            migrationBuilder.DropCheckConstraint(
                name: "organizations_signal_retention_days_check",
                schema: "public",
                table: "organizations");

            migrationBuilder.DropColumn(
                name: "signal_retention_days",
                schema: "public",
                table: "organizations");
        }
    }
}
