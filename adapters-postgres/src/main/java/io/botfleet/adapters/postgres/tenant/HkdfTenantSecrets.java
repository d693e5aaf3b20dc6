package io.botfleet.adapters.postgres.tenant;

import io.botfleet.application.tenant.Purpose;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Passwords by HKDF-SHA256 (RFC 5869) from the master key, with {@code info} naming whose and what for: knowing any of
 * them tells nothing of the others.
 */
public final class HkdfTenantSecrets implements TenantSecrets {
    private static final String DOMAIN = "botfleet tenant secret v1";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** 40 characters of 62 have 238 bits. */
    private static final int LENGTH = 40;

    /** The largest multiple of 62 that a byte holds; a byte from there on is left out, or some letters come more often. */
    private static final int FAIR = 256 / ALPHABET.length() * ALPHABET.length();

    /** Far more than 40 of which 248 in 256 are fair: running short would take more than 80 rare bytes of 128. */
    private static final int MATERIAL = 128;

    private final MasterKey master;

    public HkdfTenantSecrets(MasterKey master) {
        this.master = master;
    }

    @Override
    public Secret derive(ClientId client, Purpose purpose, int generation) {
        if (generation < 0) {
            throw new IllegalArgumentException("a generation is 0 or more, not " + generation);
        }
        String info = DOMAIN + "\0" + client.value() + "\0" + purpose.name() + "\0" + generation;
        StringBuilder secret = new StringBuilder(LENGTH);
        for (byte each : expand(info.getBytes(StandardCharsets.US_ASCII))) {
            int number = each & 0xff;
            if (number < FAIR && secret.length() < LENGTH) {
                secret.append(ALPHABET.charAt(number % ALPHABET.length()));
            }
        }
        if (secret.length() < LENGTH) {
            throw new IllegalStateException("the derived material ran short");
        }
        return Secret.of(secret.toString());
    }

    private byte[] expand(byte[] info) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(
                            HKDFParameterSpec.ofExtract().addIKM(master.bytes()).thenExpand(info, MATERIAL));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Java 25 has HKDF-SHA256 (JEP 510)", impossible);
        }
    }
}
