package io.botfleet.adapters.postgres;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of one test, and the certificates that it issues. */
final class Certificates {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name name;
    private final KeyPair keys;
    private final X509CertificateHolder root;

    Certificates(String name) throws GeneralSecurityException, IOException, OperatorCreationException {
        this.name = new X500Name("CN=" + name);
        this.keys = pair();
        this.root = issue(
                this.name,
                keys,
                new Extension(Extension.basicConstraints, true, new BasicConstraints(true).getEncoded()));
    }

    /** Writes the authority's own certificate, for whoever is to trust it. */
    Path root(Path file) throws IOException {
        return Files.write(file, pem("CERTIFICATE", root.getEncoded()));
    }

    /** Writes {@code server.crt} and {@code server.key}, where PostgreSQL looks for them. */
    void issueTo(int nameType, String host, Path folder)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        KeyPair server = pair();
        X509CertificateHolder certificate = issue(
                new X500Name("CN=" + host),
                server,
                new Extension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(nameType, host)).getEncoded()));
        Files.write(folder.resolve("server.crt"), pem("CERTIFICATE", certificate.getEncoded()));
        Files.write(
                folder.resolve("server.key"),
                pem("PRIVATE KEY", server.getPrivate().getEncoded()));
    }

    private X509CertificateHolder issue(X500Name subject, KeyPair to, Extension extension)
            throws IOException, OperatorCreationException {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(120, RANDOM).add(BigInteger.ONE),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(Duration.ofDays(1))),
                        subject,
                        to.getPublic())
                .addExtension(extension)
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256, RANDOM);
        return generator.generateKeyPair();
    }

    private static byte[] pem(String what, byte[] encoded) {
        return ("-----BEGIN " + what + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + what
                        + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
