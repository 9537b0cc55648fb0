using System.Buffers;

namespace FleetPrompt.Core.Signals;

/// <summary>
/// Shapes of secrets, each as its issuer documents it. Shapes need a prefix or a place that gives them away; there is no rule for "looks random",
/// so ids, hashes and slugs survive.
/// </summary>
internal static class SecretValues
{
    // Names that values are assigned to in text, as the last word before "=" or ":".
    private const string Name =
        "(password|passwd|passphrase|pwd|secret|token|credentials?|connection[_-]?string|authorization|cookie"
        + "|(api|access|account|private|secret|signing|encryption|master|shared)[_-]?(access[_-]?)?key)";

    private static readonly string[] NameHints =
        ["passw", "passphrase", "pwd", "secret", "token", "credential", "connection", "authorization", "cookie", "key"];

    public static IReadOnlyList<SecretRule> Rules { get; } =
    [
        // Whole blocks first: other rules would find parts of them.
        new(
            "private key",
            ["PRIVATE KEY"],
            @"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----.*?(-----END [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----|\z)"
        ),
        new("JSON web token", ["eyJ"], @"\beyJ[A-Za-z0-9_-]{5,}(\.[A-Za-z0-9_-]*){2,4}"),
        // Clouds.
        new("AWS key", ["AKIA", "ASIA", "ABIA", "ACCA"], @"\b(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
        new("Google key", ["AIza", "ya29.", "GOCSPX-"], @"\b(AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})"),
        new("Azure client secret", ["Q~"], @"\b[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{30,40}"),
        new("Azure shared access signature", ["sig="], @"(?i)(?<before>[?&]sig=)[A-Za-z0-9%/+=_-]{16,}"),
        // Forges, registries, chats, models, payments.
        new("GitHub token", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"], @"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})"),
        new(
            "GitLab token",
            ["glpat-", "gloas-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-", "glsoat-"],
            @"\bgl(pat|oas|dt|rt|cbt|ptt|ft|imt|agent|soat)-[A-Za-z0-9_.-]{20,}"
        ),
        new("Slack token", ["xox", "xapp-"], @"\b(xox[abceoprs](\.xox[bp])?-[A-Za-z0-9-]{10,}|xapp-[0-9]-[A-Za-z0-9-]{10,})"),
        new("registry token", ["npm_", "pypi-", "dckr_pat_"], @"\b(npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{50,}|dckr_pat_[A-Za-z0-9_-]{20,})"),
        new("model key", ["sk-", "hf_"], @"\b(sk-(ant|proj|svcacct|admin|or-v1)-[A-Za-z0-9_-]{16,}|sk-[A-Za-z0-9]{20,}|hf_[A-Za-z0-9]{30,})"),
        new("payment key", ["sk_", "rk_", "whsec_"], @"\b([sr]k_(live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{16,})"),
        new("mail and bot key", ["SG.", ":AA"], @"\b(SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|[0-9]{8,10}:AA[A-Za-z0-9_-]{30,})"),
        // Addresses that are secrets.
        new("incoming webhook", ["/hooks/"], @"(?i)(?<before>\b[a-z][a-z0-9+.-]*://[^\s/""'<>]+(/[^\s/""'<>]+)*/hooks/)[^\s""'<>?#)]{6,}"),
        new("incoming webhook, path", ["/hooks/"], @"(?<before>/hooks/)[A-Za-z0-9]{16,}"),
        new("Slack webhook", ["hooks.slack.com"], @"(?i)(?<before>hooks\.slack\.com/(services|workflows|triggers)/)[^\s""'<>)]+"),
        new("Discord webhook", ["/api/webhooks/"], @"(?i)(?<before>/api/webhooks/[0-9]+/)[A-Za-z0-9_-]+"),
        new("Teams webhook", ["webhook.office.com"], @"(?i)(?<before>webhook\.office\.com/)[^\s""'<>)]+"),
        new("password in an address", ["://"], @"(?i)(?<before>\b[a-z][a-z0-9+.-]*://[^\s/?#:@]*:)[^\s/?#]+(?<after>@)"),
        // Headers and assignments.
        new("authorization header", ["authorization"], @"(?i)(?<before>\bauthorization\s*[:=]\s*""?(bearer|basic|token|digest|negotiate|apikey)\s+)[^\s"",;]+"),
        new("bearer or basic credentials", ["bearer ", "basic "], @"(?i)(?<before>\b(bearer|basic)\s+)(?<secret>[A-Za-z0-9._~+/=-]{3,})", IsNoWord),
        new("cookie header", ["cookie:"], @"(?i)(?<before>\b(set-)?cookie:\s*)[^\s=;""]+=[^\r\n""]*"),
        new("key header", ["x-"], @"(?i)(?<before>\bx-[a-z0-9-]*(key|token|secret):\s*)[^\s"",;]+"),
        new("connection string", ["password", "pwd", "key"], @"(?i)(?<before>;\s*(password|pwd|accountkey|sharedaccesskey|accesskey)\s*=\s*)(""[^""]*""|'[^']*'|[^;""'\r\n]+)"),
        new("JSON in text", NameHints, $@"(?i)(?<before>\\?""[a-z0-9_.-]*{Name}\\?""\s*:\s*\\?"")([^""\\]|\\[^""])*(?<after>\\?"")"),
        new("assignment", NameHints, $@"(?i)(?<before>\b[a-z0-9_.-]*{Name}[""']? ?= ?)(""[^""]*""|'[^']*'|[^\s;&""'<>]+)"),
    ];

    private static readonly SearchValues<string> Hints = SearchValues.Create([.. Rules.SelectMany(r => r.Hints).Distinct(StringComparer.OrdinalIgnoreCase)], StringComparison.OrdinalIgnoreCase);

    /// <summary>False for what no rule can match.</summary>
    public static bool MayHold(ReadOnlySpan<char> text) => text.ContainsAny(Hints);

    public static string Redact(string text)
    {
        if (!MayHold(text)) return text;
        foreach (var rule in Rules)
            text = rule.Redact(text);
        return text;
    }

    // "Basic understanding" and "bearer of news" are prose; credentials have digits, signs or capitals inside.
    private static bool IsNoWord(string secret)
    {
        var word = secret.TrimEnd('.', '-');
        return word.Skip(1).Any(c => !char.IsAsciiLetterLower(c) && c != '-') && !word.All(char.IsAsciiLetterUpper);
    }
}
