package io.botfleet.adapters.postgres.tenant;

import io.botfleet.domain.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a server needs to check a password by SCRAM-SHA-256 (RFC 5802, RFC 7677) without knowing it, in the form in which
 * PostgreSQL keeps it ({@code pg_authid.rolpassword}).
 */
public final class ScramVerifier {
    public static final int SALT_BYTES = 16;

    /** PostgreSQL's default {@code scram_iterations}, and the least that RFC 7677 §4 asks for. */
    private static final int ITERATIONS = 4096;

    private static final int KEY_BITS = 256;
    private static final Pattern ASCII = Pattern.compile("[\\x21-\\x7e]+");

    private ScramVerifier() {}

    /**
     * Throws {@link IllegalArgumentException} for a password outside printable ASCII, which SASLprep (RFC 4013) could
     * change on its way.
     */
    public static String of(Secret password, byte[] salt) {
        if (!ASCII.matcher(password.reveal()).matches()) {
            throw new IllegalArgumentException("a role's password is printable ASCII without spaces");
        }
        try {
            SecretKeyFactory pbkdf2 = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
            byte[] salted = pbkdf2.generateSecret(
                            new PBEKeySpec(password.reveal().toCharArray(), salt, ITERATIONS, KEY_BITS))
                    .getEncoded();
            byte[] clientKey = hmac(salted, "Client Key");
            byte[] storedKey =
                    java.security.MessageDigest.getInstance("SHA-256").digest(clientKey);
            byte[] serverKey = hmac(salted, "Server Key");
            Base64.Encoder base64 = Base64.getEncoder();
            return "SCRAM-SHA-256$" + ITERATIONS + ":" + base64.encodeToString(salt) + "$"
                    + base64.encodeToString(storedKey) + ":" + base64.encodeToString(serverKey);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has PBKDF2 and HMAC with SHA-256", impossible);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }
}
