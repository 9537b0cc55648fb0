using FleetPrompt.Data.Operations;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class ServerFailureTests
{
    [Theory]
    [InlineData("initdb: error: could not create directory \"/d/pg_wal\": No space left on device", "FLEETPROMPT_DATA", "disk of /d is full")]
    [InlineData("2026-01-01 UTC [7] FATAL:  could not write lock file \"postmaster.pid\": No space left on device", "FLEETPROMPT_DATA", "disk of /d is full")]
    [InlineData("2026-01-01 UTC [7] PANIC:  could not locate a valid checkpoint record", "FLEETPROMPT_DATA", "is damaged (could not locate a valid checkpoint record)")]
    [InlineData("2026-01-01 UTC [7] FATAL:  could not create any TCP/IP sockets", "FLEETPROMPT_DB", "no free port")]
    [InlineData("initdb: error: invalid locale name \"C.UTF-8\"", "FLEETPROMPT_DB", "lacks a locale")]
    [InlineData("2026-01-01 UTC [7] FATAL:  database files are incompatible with server", "FLEETPROMPT_DATA", "another version")]
    [InlineData("2026-01-01 UTC [7] FATAL:  could not create shared memory segment: Cannot allocate memory", "FLEETPROMPT_DB", "shared memory")]
    [InlineData("2026-01-01 UTC [7] FATAL:  data directory \"/d\" has wrong ownership", "FLEETPROMPT_DATA", "Give the directory")]
    [InlineData("", "FLEETPROMPT_DATA", "it gave no reason")]
    public void Each_way_to_fail_names_the_setting_and_the_remedy(string output, string setting, string expected)
    {
        var problem = ServerFailure.Explain(output, "/d", "/d/log");

        problem.Setting.ShouldBe(setting);
        problem.Message.ShouldContain(expected);
    }

    [Fact]
    public void A_port_taken_meanwhile_is_recognised() =>
        ServerFailure.IsPortTaken("LOG:  could not bind IPv4 address \"127.0.0.1\": Address already in use").ShouldBeTrue();

    [Theory]
    [InlineData("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", 15)]
    [InlineData("postgres (PostgreSQL) 18beta1", 18)]
    public void The_major_version_is_read_from_what_postgres_says(string says, int expected)
    {
        ServerCluster.TryParseMajor(says, out var major).ShouldBeTrue();
        major.ShouldBe(expected);
    }

    [Fact]
    public void A_process_file_without_its_port_is_not_whole()
    {
        PostmasterFile.Parse(["12", "/d", "0"]).ShouldBeNull();
        PostmasterFile.Parse(["12", "/d", "0", "5433", ""]).ShouldBe(new PostmasterFile(12, 5433));
    }
}
