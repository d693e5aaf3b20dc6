package io.botfleet.domain.backtest;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.document.CanonicalJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A backtest's result as its pod prints it, which is how it leaves the pod: lines {@code botfleet-result 1/3 sha256:… …}, each
 * with a piece of the base64 of a gzip (RFC 1952), whose SHA-256 each of them names.
 */
public final class ResultLines {
    /** Lines at most: a result is a page of figures, and a hundred pairs are a few dozen lines. */
    public static final int MOST = 200;

    /** Bytes of a result at most; a few lines of zeros would otherwise fill a memory. */
    public static final int LARGEST = Outcome.LARGEST_REPORT;

    private static final Pattern LINE = Pattern.compile(
            "botfleet-result ([1-9][0-9]{0,2})/([1-9][0-9]{0,2}) sha256:([0-9a-f]{64}) ([A-Za-z0-9+/=]{1,3000})");

    private ResultLines() {}

    /** The last whole result among the lines of a log; empty where there is none. */
    public static Optional<Bytes> read(List<String> log) {
        Map<Integer, String> pieces = new TreeMap<>();
        Optional<Bytes> result = Optional.empty();
        String digest = "";
        for (String line : log) {
            Matcher matcher = LINE.matcher(line.strip());
            if (!matcher.matches()) {
                continue;
            }
            int piece = Integer.parseInt(matcher.group(1));
            int all = Integer.parseInt(matcher.group(2));
            if (piece > all || all > MOST) {
                continue;
            }
            if (!matcher.group(3).equals(digest)) {
                pieces.clear();
                digest = matcher.group(3);
            }
            pieces.put(piece, matcher.group(4));
            if (pieces.size() == all) {
                result = whole(String.join("", pieces.values()), digest);
            }
        }
        return result;
    }

    private static Optional<Bytes> whole(String base64, String digest) {
        try {
            Bytes packed = Bytes.of(Base64.getDecoder().decode(base64));
            return CanonicalJson.sha256(packed).equals(new Hash("0x" + digest)) ? unpacked(packed) : Optional.empty();
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    private static Optional<Bytes> unpacked(Bytes packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.toArray()))) {
            byte[] unpacked = in.readNBytes(LARGEST + 1);
            return unpacked.length <= LARGEST ? Optional.of(Bytes.of(unpacked)) : Optional.empty();
        } catch (IOException noGzip) {
            return Optional.empty();
        }
    }
}
