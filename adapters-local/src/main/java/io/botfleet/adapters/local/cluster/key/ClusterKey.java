package io.botfleet.adapters.local.cluster.key;

import io.botfleet.adapters.local.process.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The RSA key and certificate of one data directory's cluster, as the SealedSecrets controller has them. */
public final class ClusterKey {
    private static final Duration LIFETIME = Duration.ofDays(3650);
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final PrivateKey key;
    private final X509Certificate certificate;

    private ClusterKey(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /**
     * Reads {@code key.pem} and {@code cert.pem} from the folder, or makes them: RSA-2048, self-signed for ten years.
     * The controller makes 4,096 bits, which take seconds; what stays on one machine, beside the key that opens it,
     * gains nothing by them.
     */
    public static ClusterKey in(Path folder, Instant now, SecureRandom random) {
        Path keyFile = folder.resolve("key.pem");
        Path certificateFile = folder.resolve("cert.pem");
        try {
            if (!Files.exists(certificateFile)) {
                PrivateFiles.folder(folder);
                generate(keyFile, certificateFile, now, random);
            }
            byte[] encoded = Base64.getMimeDecoder()
                    .decode(Files.readString(keyFile)
                            .replaceAll("-----[A-Z ]+-----", "")
                            .trim());
            return new ClusterKey(
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded)),
                    (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificateFile))));
        } catch (IOException failure) {
            throw new UncheckedIOException("the cluster's key in " + folder, failure);
        } catch (GeneralSecurityException | OperatorCreationException broken) {
            throw new IllegalStateException("the cluster's key in " + folder + " can't be used", broken);
        }
    }

    /** The certificate is written last: where it is there, so is its key. */
    private static void generate(Path keyFile, Path certificateFile, Instant now, SecureRandom random)
            throws GeneralSecurityException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048, random);
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=botfleet local cluster");
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                new BigInteger(120, random).add(BigInteger.ONE),
                                Date.from(now.minus(Duration.ofHours(1))),
                                Date.from(now.plus(LIFETIME)),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
        PrivateFiles.write(keyFile, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        PrivateFiles.write(certificateFile, pem("CERTIFICATE", certificate.getEncoded()));
    }

    private static byte[] pem(String what, byte[] encoded) {
        return ("-----BEGIN " + what + "-----\n" + PEM.encodeToString(encoded) + "\n-----END " + what + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** What clients seal to; public. */
    public byte[] certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Opens one value of a SealedSecret in strict scope (sealed-secrets, {@code pkg/crypto/crypto.go}): a two-byte length,
     * an RSA-OAEP session key labelled {@code namespace/name}, and AES-256-GCM with a nonce of zeros.
     */
    public byte[] open(String sealed, String label) throws Unsealable {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
            byte[] wrapped = new byte[Short.toUnsignedInt(bytes.getShort())];
            bytes.get(wrapped);
            Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
            rsa.init(
                    Cipher.DECRYPT_MODE,
                    key,
                    new OAEPParameterSpec(
                            "SHA-256",
                            "MGF1",
                            MGF1ParameterSpec.SHA256,
                            new PSource.PSpecified(label.getBytes(StandardCharsets.UTF_8))));
            Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
            aes.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(rsa.doFinal(wrapped), "AES"),
                    new GCMParameterSpec(128, new byte[12]));
            byte[] ciphertext = new byte[bytes.remaining()];
            bytes.get(ciphertext);
            return aes.doFinal(ciphertext);
        } catch (GeneralSecurityException | IllegalArgumentException | BufferUnderflowException refused) {
            throw new Unsealable("it was not sealed to this cluster's certificate for " + label, refused);
        }
    }
}
