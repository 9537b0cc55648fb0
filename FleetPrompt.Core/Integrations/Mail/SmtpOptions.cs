using System.Net.Mail;
using FleetPrompt.Core.Notifications;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Integrations.Mail;

/// <summary>The mail server that the operator names; without one nothing is sent by e-mail.</summary>
public sealed class SmtpOptions
{
    public const string Section = "Smtp";
    public const string Variable = "FLEETPROMPT_SMTP";

    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    /// <summary>With STARTTLS. Off only for a server on the same machine or network.</summary>
    public bool Tls { get; set; } = true;

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>Whom mails come from: <c>FleetPrompt &lt;forum@example.org&gt;</c>.</summary>
    public string? From { get; set; }

    /// <summary>Where people reach FleetPrompt, for the links in mails.</summary>
    public Uri? Site { get; set; }

    /// <summary>Mails that one person gets in a day, at most. What is left out comes with the next.</summary>
    public int PerDay { get; set; } = 20;

    public int TimeoutSeconds { get; set; } = 20;

    public bool Enabled => !string.IsNullOrWhiteSpace(Host);
}

internal sealed class SmtpValidation : IValidateOptions<SmtpOptions>
{
    public ValidateOptionsResult Validate(string? name, SmtpOptions options) =>
        Problem(options) is { } problem ? ValidateOptionsResult.Fail($"{SmtpOptions.Variable}__{problem}") : ValidateOptionsResult.Success;

    private static string? Problem(SmtpOptions o)
    {
        if (!o.Enabled) return null;
        if (!MailAddress.TryCreate(o.From, out _)) return "FROM: not an address to send from. Use one like \"FleetPrompt <forum@example.org>\".";
        if (o.Site is not { IsAbsoluteUri: true, Scheme: "http" or "https" }) return "SITE: not the address where people reach FleetPrompt. Use one like https://forum.example.org, so that links in mails lead somewhere.";
        if (o.Port is < 1 or > 65535) return "PORT: not a port. Use 587, or 25 for a server of your own.";
        if (o.PerDay is < 1 or > 1000) return "PERDAY: use a number from 1 to 1000.";
        return o.TimeoutSeconds is < 1 or > 300 ? "TIMEOUTSECONDS: use a number from 1 to 300." : null;
    }
}

internal sealed class NoticeMailSwitch(IOptions<SmtpOptions> options) : INoticeMail
{
    public bool Enabled => options.Value.Enabled;
}
