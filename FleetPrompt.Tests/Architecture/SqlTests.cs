using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Architecture;

/// <summary>
/// SQL stands in Data, and what varies in it is a parameter. Interpolation of constants is folded by the compiler and is a constant itself;
/// what is still put together at run time is listed here, each with its reason.
/// </summary>
public sealed partial class SqlTests
{
    private static readonly Dictionary<string, string> PutTogether = new()
    {
        ["Provisioner.MigratePlatformAsync"] = "a lock number and a role are constants, the login is quoted as an identifier, which cannot be a parameter",
        ["Provisioner.BringForwardAsync"] = "the schema comes from a TenantRef, so it is [a-z][a-z0-9_]*, and cannot be a parameter",
        ["Provisioner.AppliedAsync"] = "the same schema",
        ["Provisioner.TenantsAsync"] = "one of two conditions written in this class; its value is a parameter",
        ["TransferTable.Reading"] = "the names of a table and its columns come from the EF model and are quoted; they cannot be parameters",
        ["TransferTable.Writing"] = "the same names; those that an export gives are checked against the model",
        ["RestoreTarget.EnterAsync"] = "the search_path is the value of a parameter; tables to lock come from the EF model",
        ["RestoreTarget.IsNewAsync"] = "the name of a table comes from the EF model, beside one of two conditions written there",
        ["RestoreTarget.ContinueSequencesAsync"] = "the names of identity columns and their tables come from PostgreSQL's catalog, quoted",
        ["ServerLogins.EnsureAsync"] = "constants, and a password of hex digits made here: create role takes no parameters",
        ["NpgsqlTenantUnit.Enter"] = "the schema comes from a TenantRef and is quoted; a role and a path cannot be parameters",
        ["RemoteDoorbell.SendAsync"] = "the payload is the value of a parameter",
    };

    public static TheoryData<string> Outside() => ["Core", "Web"];

    [Theory]
    [MemberData(nameof(Outside))]
    public void No_SQL_is_run_outside_Data(string project) =>
        Code.Methods(project == "Core" ? Code.Core : Code.Web)
            .Where(m => Code.Read(m).Any(i => i.Member is MethodBase { Name: var name } && RawSql().IsMatch(name)))
            .Select(Code.Home).Distinct()
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Outside))]
    public void No_SQL_is_written_outside_Data(string project) =>
        Code.Methods(project == "Core" ? Code.Core : Code.Web).Where(m => Code.Read(m).Any(i => IsSql(i.Text))).Select(Code.Home).Distinct().ShouldBeEmpty();

    [Fact]
    public void No_SQL_of_Data_is_put_together_at_run_time_except_where_a_reason_is_given() =>
        Builders().Except(PutTogether.Keys).ShouldBeEmpty();

    [Fact]
    public void Every_exception_is_still_needed() => PutTogether.Keys.Except(Builders()).ShouldBeEmpty();

    [Theory]
    [InlineData("select * from signals", true)]
    [InlineData("  INSERT INTO x values ($1)", true)]
    [InlineData("update signals set a = 1", true)]
    [InlineData(" where 1 = 1; delete from signals", true)]
    [InlineData("\n  with new as materialized (", true)]
    [InlineData("grant ", true)]
    [InlineData("Select a category", false)]
    [InlineData("Create an organisation", false)]
    [InlineData("the update was set aside", false)]
    public void Sql_is_told_from_words(string text, bool sql) => IsSql(text).ShouldBe(sql);

    private static List<string> Builders() =>
        [.. Code.Methods(Code.Data).Where(IsOurs).Where(m => Code.Read(m) is var code && code.Any(i => IsSql(i.Text)) && code.Any(PutsTogether)).Select(Code.Home).Distinct()];

    private static bool IsOurs(MethodBase method) => method.DeclaringType?.Namespace?.Contains("Migrations", StringComparison.Ordinal) is not true;

    private static bool PutsTogether(Code.Instruction instruction) =>
        instruction.Member is MethodBase { DeclaringType: { } home, Name: var name }
        && ((home == typeof(string) && name is "Concat" or "Format" or "Join" or "Replace")
            || (home == typeof(DefaultInterpolatedStringHandler) && name == "AppendFormatted")
            || (home == typeof(StringBuilder) && name.StartsWith("Append", StringComparison.Ordinal))
            || (home == typeof(CompositeFormat)));

    /// <summary>SQL is written in one case throughout: a sentence that begins with "Select" or "Update" is not SQL.</summary>
    private static bool IsSql(string? text) => text is not null && (SqlLowerCase().IsMatch(text) || SqlUpperCase().IsMatch(text));

    [GeneratedRegex(@"^\s*(select|insert into|update [\w.]+ set|delete from|with \w+ as|create (role|schema|database|table|index)|alter|drop|grant|revoke|set local|truncate|do \$\$)\s|\b(insert into|delete from) \w|\bupdate [\w.]+ set \w+ =|;\s*(select|grant|create|drop|alter|set local) ")]
    private static partial Regex SqlLowerCase();

    [GeneratedRegex(@"\b(SELECT\s.+\sFROM|INSERT INTO|UPDATE \S+ SET|DELETE FROM|CREATE (ROLE|SCHEMA|TABLE)|DROP (SCHEMA|TABLE)|GRANT )\b", RegexOptions.Singleline)]
    private static partial Regex SqlUpperCase();

    [GeneratedRegex("^(FromSql|ExecuteSql|SqlQuery)")]
    private static partial Regex RawSql();
}
