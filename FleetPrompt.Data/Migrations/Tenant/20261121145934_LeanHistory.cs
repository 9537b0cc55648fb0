using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FleetPrompt.Data.Migrations.Tenant
{
    /// <inheritdoc />
    public partial class LeanHistory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "directive_attempts_directive_id_fkey",
                table: "directive_attempts");

            migrationBuilder.DropIndex(
                name: "signals_recorded_at_idx",
                table: "signals");

            migrationBuilder.CreateIndex(
                name: "signals_recorded_at_idx",
                table: "signals",
                column: "recorded_at")
                .Annotation("Npgsql:IndexMethod", "brin");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "signals_recorded_at_idx",
                table: "signals");

            migrationBuilder.CreateIndex(
                name: "signals_recorded_at_idx",
                table: "signals",
                column: "recorded_at");

            migrationBuilder.AddForeignKey(
                name: "directive_attempts_directive_id_fkey",
                table: "directive_attempts",
                column: "directive_id",
                principalTable: "directives",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);
        }
    }
}
