using System.Text;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

public sealed class IdempotencyKeyTests
{
    private static readonly Guid Id = new("0192f0c0-0000-7000-8000-0000000000aa");

    [Fact]
    public void A_key_names_directive_tenant_subject_and_version() =>
        IdempotencyKey.For("forum.thread.lock", Rooms.Demo, new Subject("forum.thread", Id), "3").ShouldBe($"forum.thread.lock:demo:{Id}:3");

    [Fact]
    public void Each_part_of_the_key_matters()
    {
        var subject = new Subject("forum.thread", Id);
        string[] keys =
        [
            IdempotencyKey.For("forum.thread.lock", Rooms.Demo, subject, "3"),
            IdempotencyKey.For("forum.thread.unlock", Rooms.Demo, subject, "3"),
            IdempotencyKey.For("forum.thread.lock", Rooms.Acme, subject, "3"),
            IdempotencyKey.For("forum.thread.lock", Rooms.Demo, new Subject("forum.thread", Guid.Empty), "3"),
            IdempotencyKey.For("forum.thread.lock", Rooms.Demo, subject, "4"),
        ];

        keys.ShouldBeUnique();
    }

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("""{"a":{"x":1,"y":[1,{"p":1,"q":2}]}}""", """{"a":{"y":[1,{"q":2,"p":1}],"x":1}}""")]
    [InlineData("""{"a":1,"reason":"spam"}""", """{"a":1,"reason":"off topic"}""")]
    [InlineData("""{"a":1,"reason":"spam"}""", """{"a":1}""")]
    [InlineData("""{"a":1,"reason":null}""", """{ "reason": {"long":"story"}, "a" : 1 }""")]
    public void The_same_request_has_the_same_hash(string one, string other) => Hash(one).ShouldBe(Hash(other));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"b":1}""")]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":1}""", """{"a":[1]}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":{"reason":"x"}}""", """{"a":{"reason":"y"}}""")]
    [InlineData("""{"a":1}""", """{"A":1}""")]
    [InlineData("""{"a":1,"version":1}""", """{"a":1,"version":2}""")]
    [InlineData("""{}""", """[]""")]
    [InlineData("""{}""", "null")]
    public void Another_request_has_another_hash(string one, string other) => Hash(one).ShouldNotBe(Hash(other));

    [Fact]
    public void A_hash_is_a_sha256_in_lower_case_hex() => Hash("""{"a":1}""").ShouldMatch("^[0-9a-f]{64}$");

    private static string Hash(string json) => IdempotencyKey.HashOf(Encoding.UTF8.GetBytes(json));
}
