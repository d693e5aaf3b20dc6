package io.botfleet.adapters.k8s.sealedsecrets;

import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A certificate with an RSA key, the only kind that Sealed Secrets has. */
public record RsaCertificate(X509Certificate certificate) {
    public RsaCertificate {
        if (!(certificate.getPublicKey() instanceof RSAPublicKey)) {
            throw new IllegalArgumentException(
                    "it has a key for " + certificate.getPublicKey().getAlgorithm() + ", not RSA");
        }
    }

    /**
     * All that a PEM file holds, one at the least; throws {@link CertificateException} where there is none, or one that is
     * something else.
     */
    public static List<RsaCertificate> ofPem(InputStream pem) throws CertificateException {
        List<RsaCertificate> certificates = new ArrayList<>();
        for (var each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
            try {
                certificates.add(new RsaCertificate((X509Certificate) each));
            } catch (IllegalArgumentException anotherKind) {
                throw new CertificateException(anotherKind.getMessage(), anotherKind);
            }
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("there is no certificate");
        }
        return List.copyOf(certificates);
    }

    RSAPublicKey key() {
        return (RSAPublicKey) certificate.getPublicKey();
    }

    boolean isValidAt(Instant time) {
        return !time.isBefore(validFrom()) && !time.isAfter(validUntil());
    }

    Instant validFrom() {
        return certificate.getNotBefore().toInstant();
    }

    public Instant validUntil() {
        return certificate.getNotAfter().toInstant();
    }

    /** SHA-256 of its DER form, as 64 lower-case hexadecimal digits. */
    public String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException never) {
            throw new IllegalStateException(never);
        }
    }

    /** As operators name it. */
    @Override
    public String toString() {
        return "SHA-256 " + fingerprint();
    }
}
