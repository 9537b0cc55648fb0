using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FleetPrompt.Tests.Integrations;

/// <summary>Signs certificates of servers, for an hour.</summary>
internal sealed class Authority : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Authority()
        : this(null) { }

    private Authority(Authority? above)
    {
        var request = new CertificateRequest($"CN=Authority {Guid.NewGuid()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddHours(1));
        if (above is null)
        {
            Certificate = request.CreateSelfSigned(from, until);
            return;
        }

        using var signed = request.Create(above.Certificate, from.AddMinutes(1), until.AddMinutes(-1), Guid.NewGuid().ToByteArray());
        Certificate = signed.CopyWithPrivateKey(key);
    }

    public X509Certificate2 Certificate { get; }

    public Authority Intermediate() => new(this);

    /// <param name="issuerAt">Where it says that its issuer's certificate may be had.</param>
    public X509Certificate2 Issue(string name, DateTimeOffset? until = null, string? issuerAt = null)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        if (issuerAt is not null) request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [issuerAt]));
        using var signed = request.Create(Certificate, Certificate.NotBefore, until ?? Certificate.NotAfter, Guid.NewGuid().ToByteArray());
        using var withKey = signed.CopyWithPrivateKey(own);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), password: null);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        key.Dispose();
    }
}
