using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using FleetPrompt.Core.Integrations.Ledger;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Integrations.Mail;

/// <summary>Hands one mail to the server and says what became of it: taken, certainly not taken, or nobody knows.</summary>
public sealed class SmtpSender(IOptions<SmtpOptions> options)
{
    public async Task<OutboundEnd> SendAsync(MailMessage mail, CancellationToken cancel)
    {
        var smtp = options.Value;
        using var client = new SmtpClient(smtp.Host, smtp.Port) { EnableSsl = smtp.Tls, DeliveryMethod = SmtpDeliveryMethod.Network };
        if (!string.IsNullOrEmpty(smtp.User)) client.Credentials = new NetworkCredential(smtp.User, smtp.Password);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(TimeSpan.FromSeconds(smtp.TimeoutSeconds));
        try
        {
            await client.SendMailAsync(mail, late.Token);
            return new OutboundEnd(OutboundStatus.Sent);
        }
        catch (SmtpException refused)
        {
            return Of(refused);
        }
        catch (OperationCanceledException)
        {
            return new OutboundEnd(OutboundStatus.Uncertain, OutboundErrorKind.Unknown, "The mail server did not answer in time. The mail may have gone out.");
        }
    }

    /// <summary>What the server has answered with a code it has not taken. A connection that never came about has carried nothing.</summary>
    internal static OutboundEnd Of(SmtpException refused)
    {
        var code = (int)refused.StatusCode;
        if (code is >= 400 and < 500) return new OutboundEnd(OutboundStatus.Failed, OutboundErrorKind.RateLimit, $"The mail server put the mail off (code {code}). Try again later.");
        if (code is 530 or 534 or 535) return new OutboundEnd(OutboundStatus.Failed, OutboundErrorKind.Auth, $"The mail server does not let FleetPrompt in (code {code}). Check the user and password.");
        if (code is >= 500 and < 600) return new OutboundEnd(OutboundStatus.Failed, OutboundErrorKind.Validation, $"The mail server refused the mail (code {code}).");
        return refused.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NoData or SocketError.TryAgain }
            ? new OutboundEnd(OutboundStatus.Failed, OutboundErrorKind.Network, "The mail server could not be reached. Nothing was sent.")
            : new OutboundEnd(OutboundStatus.Uncertain, OutboundErrorKind.Unknown, "The connection to the mail server broke. The mail may have gone out.");
    }
}
