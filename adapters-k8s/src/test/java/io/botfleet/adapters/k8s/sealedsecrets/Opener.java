package io.botfleet.adapters.k8s.sealedsecrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** The controller's side, for tests: checked itself against a ciphertext of another implementation. */
record Opener(PrivateKey key) {
    static Opener of(String pkcs8) throws GeneralSecurityException {
        byte[] der = Base64.getDecoder().decode(pkcs8);
        return new Opener(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
    }

    String open(String sealed, String label) throws GeneralSecurityException {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
        byte[] wrapped = new byte[Short.toUnsignedInt(bytes.getShort())];
        bytes.get(wrapped);
        byte[] ciphertext = new byte[bytes.remaining()];
        bytes.get(ciphertext);
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
        return new String(aes.doFinal(ciphertext), StandardCharsets.UTF_8);
    }
}
