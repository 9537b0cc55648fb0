using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>Whether a server's certificate is good, by what the machine trusts and what the server itself sends.</summary>
internal sealed class OutboundCertificates(X509Certificate2Collection? roots)
{
    /// <summary>What was wrong with the certificate; null where none was seen, or nothing was wrong.</summary>
    public string? Trouble { get; private set; }

    public SslClientAuthenticationOptions Options()
    {
        // A certificate can name addresses where more of its chain, or its revocation, may be had: they are the other side's choice, and nobody would have judged them.
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }

        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy, RemoteCertificateValidationCallback = (_, _, _, errors) => Accepts(errors) };
    }

    private bool Accepts(SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        Trouble = errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? "its certificate is for another name"
            : "its certificate is not trusted (it may be out of date, signed by nobody this machine knows, or sent without its intermediate certificates)";
        return false;
    }
}
