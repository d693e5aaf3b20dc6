package io.botfleet.adapters.local.paperbot.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * A result as it leaves a pod: lines {@code botfleet-result NUMBER/ALL sha256:DIGEST BASE64}, whose base64 together is that of
 * a gzip (RFC 1952) of one JSON object in UTF-8; the digest, the same on each line, is SHA-256 of the gzip's bytes.
 */
final class PrintedResult {
    /** Characters of base64 on a line; a container runtime breaks a line at 16 KiB. */
    private static final int BASE64_OF_A_LINE = 3_000;

    private static final int MOST_LINES = 200;

    /** Bytes of the object. */
    private static final int LARGEST = 1_000_000;

    private PrintedResult() {}

    static List<String> lines(ObjectNode report) throws NoResult {
        byte[] document = utf8(report.toString());
        byte[] packed = packed(document);
        String text = Base64.getEncoder().encodeToString(packed);
        int all = (text.length() + BASE64_OF_A_LINE - 1) / BASE64_OF_A_LINE;
        if (document.length > LARGEST || all > MOST_LINES) {
            throw new NoResult("the result is too large to print");
        }
        String digest = digest(packed);
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < text.length(); at += BASE64_OF_A_LINE) {
            lines.add("botfleet-result " + (lines.size() + 1) + "/" + all + " sha256:" + digest + " "
                    + text.substring(at, Math.min(text.length(), at + BASE64_OF_A_LINE)));
        }
        return lines;
    }

    private static byte[] utf8(String document) throws NoResult {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(document));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException unpairedSurrogate) {
            throw new NoResult("the result holds text that is not Unicode");
        }
    }

    private static byte[] packed(byte[] document) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(document);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a gzip in memory", impossible);
        }
        return packed.toByteArray();
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
