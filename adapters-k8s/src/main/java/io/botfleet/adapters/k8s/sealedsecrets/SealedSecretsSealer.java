package io.botfleet.adapters.k8s.sealedsecrets;

import io.botfleet.application.failure.Permanent;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals as {@code HybridEncrypt} of sealed-secrets ({@code pkg/crypto/crypto.go}) does, in strict scope: a value opens in
 * the workload's own Secret of one namespace and nowhere else.
 *
 * <p>Each value is the length of the RSA part in two bytes, an AES-256 key under RSA-OAEP (SHA-256, labelled
 * {@code namespace/name}), and the value under that key with AES-GCM. The key is used once, so the nonce is zero.
 */
public final class SealedSecretsSealer implements SecretSealer {
    private static final int KEY_BYTES = 32;
    private static final byte[] NONCE = new byte[12];
    private static final int TAG_BITS = 128;

    private final SealingCertificate certificate;
    private final String namespace;
    private final SecureRandom random;

    public SealedSecretsSealer(SealingCertificate certificate, String namespace, SecureRandom random) {
        this.certificate = certificate;
        this.namespace = namespace;
        this.random = random;
    }

    @Override
    public Map<SealedKey, String> seal(WorkloadId workload, Map<SealedKey, Secret> values) {
        Map<SealedKey, String> sealed = new EnumMap<>(SealedKey.class);
        if (values.isEmpty()) {
            return sealed;
        }
        RSAPublicKey key = certificate.current().key();
        byte[] label = (namespace + "/" + workload.name()).getBytes(StandardCharsets.UTF_8);
        values.forEach((name, value) -> sealed.put(name, seal(value, key, label)));
        return sealed;
    }

    private String seal(Secret value, RSAPublicKey key, byte[] label) {
        byte[] session = new byte[KEY_BYTES];
        random.nextBytes(session);
        byte[] plain = value.reveal().getBytes(StandardCharsets.UTF_8);
        try {
            byte[] wrapped = wrap(session, key, label);
            Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(session, "AES"), new GCMParameterSpec(TAG_BITS, NONCE));
            byte[] ciphertext = aes.doFinal(plain);
            ByteBuffer all = ByteBuffer.allocate(Short.BYTES + wrapped.length + ciphertext.length);
            all.putShort((short) wrapped.length).put(wrapped).put(ciphertext);
            return Base64.getEncoder().encodeToString(all.array());
        } catch (GeneralSecurityException failure) {
            throw new Permanent("the cluster's sealing certificate can't be used", failure);
        } finally {
            Arrays.fill(session, (byte) 0);
            Arrays.fill(plain, (byte) 0);
        }
    }

    private byte[] wrap(byte[] session, RSAPublicKey key, byte[] label) throws GeneralSecurityException {
        Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
        rsa.init(
                Cipher.ENCRYPT_MODE,
                key,
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(label)),
                random);
        return rsa.doFinal(session);
    }
}
