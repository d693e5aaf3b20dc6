package io.botfleet.bootstrap.endtoend;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A secret that was planted, and every form in which it may turn up where it must not be. */
record Planted(String secret) {
    boolean isIn(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return forms().stream().anyMatch(text::contains);
    }

    Set<String> forms() {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String hex = HexFormat.of().formatHex(bytes);
        Set<String> forms = new HashSet<>(List.of(
                secret,
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                secret.replace("/", "\\/"),
                hex,
                hex.toUpperCase(Locale.ROOT)));
        for (int alignment = 0; alignment < 3; alignment++) {
            forms.add(base64(bytes, alignment, Base64.getEncoder()));
            forms.add(base64(bytes, alignment, Base64.getUrlEncoder()));
        }
        return forms;
    }

    /** What of the Base64 text does not depend on what stands before and after the secret. */
    private static String base64(byte[] bytes, int alignment, Base64.Encoder encoder) {
        byte[] shifted = new byte[alignment + bytes.length];
        System.arraycopy(bytes, 0, shifted, alignment, bytes.length);
        int whole = shifted.length / 3 * 3;
        String text = encoder.withoutPadding().encodeToString(Arrays.copyOf(shifted, whole));
        return text.substring(alignment == 0 ? 0 : 4);
    }
}
