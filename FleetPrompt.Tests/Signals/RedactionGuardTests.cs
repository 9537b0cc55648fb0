using System.Text.Json.Nodes;
using FleetPrompt.Core.Signals;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Signals;

/// <summary>All secrets here are made up, and written in pieces so that scanners of this repository stay calm.</summary>
public sealed class RedactionGuardTests
{
    private const string Random40 = "a1B2c3D4e5F6g7H8i9J0" + "k1L2m3N4o5P6q7R8s9T0";

    [Theory]
    [InlineData("token")]
    [InlineData("tokens")]
    [InlineData("access_token")]
    [InlineData("refreshToken")]
    [InlineData("secret")]
    [InlineData("client_secret")]
    [InlineData("clientSecret")]
    [InlineData("password")]
    [InlineData("passwd")]
    [InlineData("Password")]
    [InlineData("db.password")]
    [InlineData("authorization")]
    [InlineData("Proxy-Authorization")]
    [InlineData("api_key")]
    [InlineData("apikey")]
    [InlineData("apiKey")]
    [InlineData("APIKey")]
    [InlineData("API_KEYS")]
    [InlineData("x-api-key")]
    [InlineData("cookie")]
    [InlineData("Set-Cookie")]
    [InlineData("webhook_url")]
    [InlineData("mattermostWebhookUrl")]
    [InlineData("private_key")]
    [InlineData("privatekey")]
    [InlineData("credentials")]
    [InlineData("connection_string")]
    [InlineData("ConnectionString")]
    [InlineData("access_key")]
    [InlineData("session")]
    [InlineData("session_id")]
    [InlineData("password_hash")]
    [InlineData("token2")]
    public void A_telling_name_takes_texts_objects_and_arrays(string key)
    {
        foreach (var value in new[] { "\"x\"", "{\"x\":1}", "[1]" })
        {
            var result = Redact(JsonNode.Parse($"{{\"{key}\":{value}}}"));
            result.Node![key]!.GetValue<string>().ShouldBe("[redacted]");
            result.Paths.Count.ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("token")]
    [InlineData("tokens_used")]
    [InlineData("token_count")]
    [InlineData("password_required")]
    public void A_telling_name_leaves_numbers_booleans_and_null(string key)
    {
        foreach (var value in new[] { "12", "1.5", "true", "false", "null", "\"\"", "{}", "[]" })
            Survives($"{{\"{key}\":{value}}}");
    }

    [Theory]
    [InlineData("author")]
    [InlineData("authority")]
    [InlineData("authorized_by")]
    [InlineData("tokenizer")]
    [InlineData("tokenized")]
    [InlineData("secretary")]
    [InlineData("passport")]
    [InlineData("cookiecutter")]
    [InlineData("obsession")]
    [InlineData("key")]
    [InlineData("idempotency_key")]
    [InlineData("dedupe_key")]
    [InlineData("url")]
    [InlineData("webhook_id")]
    [InlineData("args_hash")]
    [InlineData("password_changed_at")]
    [InlineData("token_type")]
    [InlineData("token_expires")]
    public void A_harmless_name_keeps_its_value(string key) => Survives($"{{\"{key}\":\"x\"}}");

    public static TheoryData<string, string> Secrets =>
        new()
        {
            { "JSON web token", "eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTYifQ." + "c2lnbmF0dXJlLXNpZ25hdHVyZQ" },
            { "unsigned JSON web token", "eyJ" + "hbGciOiJub25lIn0." + "eyJzdWIiOiIxMjM0NTYifQ." },
            { "private key", "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA " + "PRIVATE KEY-----" },
            { "private key, cut off", "-----BEGIN " + "PRIVATE KEY-----\nMIIEow\nIBAAKC" },
            { "OpenSSH key", "-----BEGIN OPENSSH " + "PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH " + "PRIVATE KEY-----" },
            { "AWS key", "AKIA" + "IOSFODNN7" + "EXAMPLE" },
            { "AWS session key", "ASIA" + "IOSFODNN7" + "EXAMPLE" },
            { "Google key", "AIza" + Random40[..35] },
            { "Google token", "ya29." + Random40 },
            { "Azure secret", "abc8" + "Q~" + Random40[..34] },
            { "GitHub token", "ghp" + "_" + Random40[..36] },
            { "GitHub app token", "ghs" + "_" + Random40[..36] },
            { "GitHub fine-grained token", "github" + "_pat_" + Random40[..22] + "_" + Random40 },
            { "GitLab token", "glpat" + "-" + Random40[..20] },
            { "Slack bot token", "xoxb" + "-123456789012-" + Random40[..24] },
            { "Slack app token", "xapp" + "-1-A012345-" + Random40[..24] },
            { "npm token", "npm" + "_" + Random40[..36] },
            { "OpenAI key", "sk" + "-" + Random40 },
            { "OpenAI project key", "sk" + "-proj-" + Random40[..20] + "_" + Random40[..20] },
            { "Anthropic key", "sk" + "-ant-api03-" + Random40 + "-" + Random40 },
            { "Hugging Face token", "hf" + "_" + Random40[..34] },
            { "Stripe key", "sk" + "_live_" + Random40[..24] },
            { "Telegram bot", "123456789:" + "AA" + Random40[..33] },
        };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_secret_is_found_anywhere_in_a_text(string name, string secret)
    {
        RedactionGuard.RedactText(secret).ShouldBe("[redacted]", name);
        RedactionGuard.RedactText($"before {secret}").ShouldBe("before [redacted]", name);
        RedactionGuard.RedactText($"x=({secret}").ShouldBe("x=([redacted]", name);

        var result = Redact(new JsonObject { ["note"] = new JsonArray("fine", $"a {secret}") });
        result.Paths.ShouldBe(["$.note[1]"]);
        result.Node!.ToJsonString().ShouldNotContain(secret);
    }

    public static TheoryData<string, string> Placed =>
        new()
        {
            { "https://chat.example/hooks/" + "xg7bq3k1zjn9ufkk5cw8r4a7ph", "https://chat.example/hooks/[redacted]" },
            { "post to https://chat.example/mm/hooks/" + "abc123xyz failed", "post to https://chat.example/mm/hooks/[redacted] failed" },
            { "POST /hooks/" + "xg7bq3k1zjn9ufkk5cw8r4a7ph 404", "POST /hooks/[redacted] 404" },
            { "https://hooks.slack.com/services/" + "T000/B000/" + Random40[..24], "https://hooks.slack.com/services/[redacted]" },
            { "https://discord.com/api/webhooks/" + "123456/" + Random40, "https://discord.com/api/webhooks/123456/[redacted]" },
            { "postgres://fleet:" + "hunter2@db.example:5432/fleet", "postgres://fleet:[redacted]@db.example:5432/fleet" },
            { "https://u:" + "p@ss@a.example/x", "https://u:[redacted]@a.example/x" },
            { "redis://:" + "hunter2@cache:6379", "redis://:[redacted]@cache:6379" },
            { "Host=db;Username=fleet;Password=" + "hunter 2;Database=x", "Host=db;Username=fleet;Password=[redacted];Database=x" },
            { "Server=db;Pwd='" + "a;b';Encrypt=true", "Server=db;Pwd=[redacted];Encrypt=true" },
            { "Password=" + "hunter2;Host=db", "Password=[redacted];Host=db" },
            { "AccountName=a;AccountKey=" + Random40 + "==;X=y", "AccountName=a;AccountKey=[redacted];X=y" },
            { "Authorization: Bearer " + "abcdefgh", "Authorization: Bearer [redacted]" },
            { "Authorization: Basic " + "dXNlcjpwYXNz", "Authorization: Basic [redacted]" },
            { "sent Bearer " + "abc123 to it", "sent Bearer [redacted] to it" },
            { "basic " + "dXNlcjpwYXNz", "basic [redacted]" },
            { "Cookie: __Host-s=" + "abc; b=c\nnext", "Cookie: [redacted]\nnext" },
            { "X-Api-Key: " + "abcdef", "X-Api-Key: [redacted]" },
            { "GET /x?access_token=" + "abc&y=1", "GET /x?access_token=[redacted]&y=1" },
            { "AWS_SECRET_ACCESS_KEY=" + Random40, "AWS_SECRET_ACCESS_KEY=[redacted]" },
            { "{\"user\":\"a\",\"password\":\"" + "hunter2\"}", "{\"user\":\"a\",\"password\":\"[redacted]\"}" },
            { "body {\\\"api_key\\\": \\\"" + "abc\\\"}", "body {\\\"api_key\\\": \\\"[redacted]\\\"}" },
            { "https://a.blob.core.windows.net/x?sv=1&sig=" + Random40 + "%3D&se=2", "https://a.blob.core.windows.net/x?sv=1&sig=[redacted]&se=2" },
        };

    [Theory]
    [MemberData(nameof(Placed))]
    public void A_secret_is_known_by_its_place(string text, string safe)
    {
        RedactionGuard.RedactText(text).ShouldBe(safe);
        RedactionGuard.RedactText(safe).ShouldBe(safe);
    }

    [Theory]
    [InlineData("The password must have at least 12 characters: choose a token of your trust.")]
    [InlineData("Password: required. Tokens used: 1,200. Authorization failed, cookie banner shown.")]
    [InlineData("A basic understanding helps; the bearer of bad news. Basic Authentication, BASIC RULES, bearer-only.")]
    [InlineData("0198c1f2-7a3b-7c4d-8e5f-a1b2c3d4e5f6")]
    [InlineData("f47ac10b-58cc-4372-a567-0e02b2c3d479")]
    [InlineData("sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("commit 3f786850e387550fdab836ed7e6dc881de23001b")]
    [InlineData("global-configuration-of-the-discussion-forum, sk-telecom-announces-a-new-product-line, risk-based-approach-to-passwords")]
    [InlineData("https://a.example:8080/t/12?page=2#post-3 and mailto:a@b.example, ssh://git@a.example/x, https://a.example:80?q=a@b")]
    [InlineData("https://a.example/docs/hooks/use and react/hooks/useSyncExternal")]
    [InlineData("package.installation:0198c1f2-7a3b-7c4d-8e5f-a1b2c3d4e5f6 forum.thread.locked {directive}:{tenant}:{subject}:3")]
    [InlineData("[redacted]")]
    [InlineData("")]
    public void Ids_hashes_slugs_and_prose_survive(string text)
    {
        RedactionGuard.RedactText(text).ShouldBe(text);
        Survives(new JsonObject { ["text"] = text }.ToJsonString());
    }

    [Fact]
    public void Paths_say_where_something_was_replaced()
    {
        var node = JsonNode.Parse("""{"a":{"b":["x",{"password":"y"}],"c d":{"it's":{"token":"z"}}},"secret":[1],"n":1}""");

        var result = Redact(node);

        result.Paths.ShouldBe(["$.a.b[1].password", @"$.a['c d']['it\'s'].token", "$.secret"]);
        result.IsRedacted.ShouldBeTrue();
        node!["secret"]![0]!.GetValue<int>().ShouldBe(1);
        result.Node!["n"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public void A_secret_in_a_name_is_found_and_not_told_by_its_path()
    {
        var secret = "ghp" + "_" + Random40[..36];
        var node = new JsonObject { [secret] = 1, [secret + "a"] = 2 };

        var result = Redact(node);

        result.Node!.ToJsonString().ShouldBe("""{"[redacted]":1,"[redacted]#2":2}""");
        string.Join(' ', result.Paths).ShouldNotContain(secret);
        result.Paths.Count.ShouldBe(2);
    }

    [Fact]
    public void Redacting_again_changes_nothing()
    {
        var once = Redact(JsonNode.Parse("""{"token":"x","a":["Password=b;c","Bearer abc123"],"secret":{"x":1}}"""));
        var twice = Redact(once.Node);
        JsonNode.DeepEquals(once.Node, twice.Node).ShouldBeTrue();
        twice.Paths.ShouldBeEmpty();
    }

    [Fact]
    public void Plain_values_and_nothing_at_all_are_fine()
    {
        RedactionGuard.Redact(null).Node.ShouldBeNull();
        RedactionGuard.Redact(null).IsRedacted.ShouldBeFalse();
        RedactionGuard.Redact(JsonValue.Create(1)).Node!.GetValue<int>().ShouldBe(1);
        RedactionGuard.Redact(JsonValue.Create("Bearer " + "abc123")).Paths.ShouldBe(["$"]);
        var id = Guid.CreateVersion7();
        RedactionGuard.Redact(new JsonObject { ["id"] = id }).Node!["id"]!.GetValue<Guid>().ShouldBe(id);
    }

    [Fact]
    public void What_is_nested_too_deeply_is_replaced_as_a_whole()
    {
        JsonNode node = "leaf";
        for (var i = 0; i < 10_000; i++)
            node = new JsonArray(node);

        var result = Redact(node);

        result.Paths.ShouldBe(["$" + string.Concat(Enumerable.Repeat("[0]", RedactionGuard.MaxDepth))]);
        result.Node!.ToJsonString().ShouldNotContain("leaf");
    }

    [Fact]
    public void A_long_hostile_text_is_read_to_its_end()
    {
        string[] parts = ["eyJ", "a=", "password=", "\"token\":\"", "://a:", "-----BEGIN " + "PRIVATE KEY", "Bearer ", "/hooks/", "x-", ";pwd=", "sk-", "\\\""];
        foreach (var part in parts)
        {
            var text = string.Concat(Enumerable.Repeat(part, 64_000 / part.Length)) + " ghp" + "_" + Random40[..36];
            RedactionGuard.RedactText(text).ShouldNotContain(Random40[..36], Case.Sensitive, part);
        }
    }

    /// <summary>As nodes and as bytes, which must agree.</summary>
    private static RedactionResult Redact(JsonNode? node)
    {
        var result = RedactionGuard.Redact(node);
        if (result.Paths.Any(p => p.Count(c => c == '[') >= RedactionGuard.MaxDepth)) return result; // deeper than JSON is written
        var (json, paths) = RedactionGuard.RedactUtf8(SignalJson.Bytes(node));
        paths.ShouldBe(result.Paths);
        JsonNode.DeepEquals(JsonNode.Parse(json.Span), JsonNode.Parse(SignalJson.Bytes(result.Node))).ShouldBeTrue();
        return result;
    }

    private static void Survives(string json)
    {
        var node = JsonNode.Parse(json);
        var result = Redact(node);
        result.Paths.ShouldBeEmpty(json);
        JsonNode.DeepEquals(node, result.Node).ShouldBeTrue(json);
    }
}
