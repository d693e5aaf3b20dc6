package io.botfleet.domain.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultLinesTest {
    private static final String LONG = noise(7_000);

    @Test
    void findsAResultAmongWhatElseALogHolds() {
        List<String> log = new ArrayList<>(List.of("2026-01-01 - freqtrade - INFO - begins", ""));
        log.addAll(printed(LONG));
        log.add("something after it");

        assertThat(printed(LONG)).hasSizeGreaterThan(2);
        assertThat(ResultLines.read(log).orElseThrow().utf8()).isEqualTo(LONG);
    }

    @Test
    void findsItWhateverTheOrderOfItsLines() {
        List<String> shuffled = new ArrayList<>(printed(LONG));
        Collections.reverse(shuffled);

        assertThat(ResultLines.read(shuffled).orElseThrow().utf8()).isEqualTo(LONG);
    }

    @Test
    void takesTheLastOne() {
        List<String> log = new ArrayList<>(printed("{\"first\":1}"));
        log.addAll(printed("{\"second\":2}"));

        assertThat(ResultLines.read(log).orElseThrow().utf8()).isEqualTo("{\"second\":2}");
    }

    @Test
    void findsNoneWhereALineIsMissing() {
        List<String> cut = new ArrayList<>(printed(LONG));
        cut.remove(1);

        assertThat(ResultLines.read(cut)).isEmpty();
    }

    @Test
    void findsNoneWhereTheBytesAreNotThoseOfTheDigest() {
        List<String> log = printed("{}").stream()
                .map(line -> line.replaceAll("sha256:.", "sha256:" + (line.contains("sha256:0") ? '1' : '0')))
                .toList();

        assertThat(ResultLines.read(log)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "botfleet-result",
                "botfleet-result 1/1 sha256:00 e30=",
                "botfleet-result 2/1 sha256:%s e30=",
                "botfleet-result 1/999 sha256:%s e30=",
                "botfleet-result 0/1 sha256:%s e30=",
                "botfleet-result 1/1 sha256:%s ====",
                "x botfleet-result 1/1 sha256:%s e30="
            })
    void takesNothingElseForAResult(String line) {
        assertThat(ResultLines.read(List.of(line.formatted("ab".repeat(32))))).isEmpty();
    }

    @Test
    void unpacksNoMoreThanAResultCanHave() {
        assertThat(ResultLines.read(printed("0".repeat(ResultLines.LARGEST)))).isPresent();
        assertThat(ResultLines.read(printed("0".repeat(ResultLines.LARGEST + 1))))
                .isEmpty();
    }

    private static String noise(int length) {
        Random random = new Random(7);
        StringBuilder noise = new StringBuilder();
        while (noise.length() < length) {
            noise.append(Long.toString(random.nextLong(), 36));
        }
        return noise.toString();
    }

    static List<String> printed(String document) {
        try {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(document.getBytes(StandardCharsets.UTF_8));
            }
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(packed.toByteArray()));
            String base64 = Base64.getEncoder().encodeToString(packed.toByteArray());
            List<String> pieces = new ArrayList<>();
            for (int at = 0; at < base64.length(); at += 3_000) {
                pieces.add(base64.substring(at, Math.min(at + 3_000, base64.length())));
            }
            List<String> lines = new ArrayList<>();
            for (String piece : pieces) {
                lines.add(
                        "botfleet-result %d/%d sha256:%s %s".formatted(lines.size() + 1, pieces.size(), digest, piece));
            }
            return lines;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
