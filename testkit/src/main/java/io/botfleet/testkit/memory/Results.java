package io.botfleet.testkit.memory;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Results as a backtest's pod prints them. */
public final class Results {
    private static final int LONGEST = 3_000;

    private Results() {}

    /** The lines that carry this JSON. */
    public static List<String> lines(String json) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        byte[] bytes = packed.toByteArray();
        String digest = CanonicalJson.sha256(Bytes.of(bytes)).hex().substring(2);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        int pieces = (base64.length() + LONGEST - 1) / LONGEST;
        List<String> lines = new ArrayList<>();
        for (int piece = 0; piece < pieces; piece++) {
            String part = base64.substring(piece * LONGEST, Math.min((piece + 1) * LONGEST, base64.length()));
            lines.add("botfleet-result " + (piece + 1) + "/" + pieces + " sha256:" + digest + " " + part);
        }
        return lines;
    }
}
