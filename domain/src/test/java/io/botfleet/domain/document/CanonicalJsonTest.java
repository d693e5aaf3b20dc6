package io.botfleet.domain.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with {@code io.github.erdtman:java-json-canonicalization}, by an author of RFC 8785. */
class CanonicalJsonTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void writesTheSameBytesAsAnotherLibrary(long seed) throws IOException {
        Random random = new Random(seed);
        Json.Members document = object(random, 4);

        byte[] theirs = new JsonCanonicalizer(loosely(document, random)).getEncodedUTF8();

        assertThat(CanonicalJson.bytes(document).toArray()).isEqualTo(theirs);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void writesNumbersAsJavaScriptDoes(long seed) throws IOException {
        BigDecimal number = number(new Random(seed));

        assertThat(CanonicalJson.number(number)).isEqualTo(theirs(number.toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "0E+3, 0",
        "1, 1",
        "-1, -1",
        "100, 100",
        "1E+2, 100",
        "1.50, 1.5",
        "0.000001, 0.000001",
        "999999999999999, 999999999999999",
        "1000000000000000, 1000000000000000",
        "-1e15, -1000000000000000",
        "0.1, 0.1",
        "123456789.012345, 123456789.012345"
    })
    void writesNumbersWithinItsLimitsPlainly(BigDecimal number, String written) throws IOException {
        assertThat(CanonicalJson.number(number)).isEqualTo(written).isEqualTo(theirs(number.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0000009", "-0.00000099", "1000000000000001", "1e16", "0.1234567890123456", "9007199254740993"
            })
    void refusesNumbersThatADoubleMightNotCarry(BigDecimal number) {
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.number(number));
    }

    @Test
    void ordersMembersByUtf16CodeUnits() throws IOException {
        // The example of RFC 8785 §3.2.3: the pair for U+1F600 comes before U+FB33, although its code point is higher.
        String source = """
                {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
                 "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control", "\\u00f6": "Latin"}
                """;

        Json.Members document = new Json.Members(Map.of(
                "\u20ac", Json.of("Euro Sign"),
                "\r", Json.of("Carriage Return"),
                "\ufb33", Json.of("Hebrew Letter Dalet With Dagesh"),
                "1", Json.of("One"),
                "\ud83d\ude00", Json.of("Emoji: Grinning Face"),
                "\u0080", Json.of("Control"),
                "\u00f6", Json.of("Latin")));

        assertThat(CanonicalJson.text(document))
                .isEqualTo(new JsonCanonicalizer(source).getEncodedString())
                .startsWith("{\"\\r\":")
                .endsWith("\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    @Test
    void escapesControlCharactersAndNothingElse() {
        assertThat(CanonicalJson.text(Json.of("\u20ac$\u000f\nA'B\"\\\"/\u2028\u007f\b\f\r\t")))
                .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\"/\u2028\u007f\\b\\f\\r\\t\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d", "\ud83d\ud83d\ude00", "\ud83d\ude00\ude00"})
    void refusesHalfASurrogatePair(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.bytes(Json.of(text)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.bytes(Json.EMPTY.with(text, new Json.Null())));
    }

    @Test
    void hashesTheCanonicalBytes() {
        // echo -n '{"a":1}' | sha256sum
        assertThat(CanonicalJson.sha256(Json.EMPTY.with("a", Json.of(1))).hex())
                .isEqualTo("0x015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
    }

    private static String theirs(String number) throws IOException {
        String list = new JsonCanonicalizer("[" + number + "]").getEncodedString();
        return list.substring(1, list.length() - 1);
    }

    private static Json any(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> new Json.Null();
            case 1 -> Json.of(random.nextBoolean());
            case 2 -> Json.of(number(random));
            case 3, 4 -> Json.of(text(random));
            case 5 -> {
                List<Json> items = new ArrayList<>();
                for (int left = random.nextInt(5); left > 0; left--) {
                    items.add(any(random, depth - 1));
                }
                yield new Json.Items(items);
            }
            default -> object(random, depth - 1);
        };
    }

    private static Json.Members object(Random random, int depth) {
        Map<String, Json> members = new LinkedHashMap<>();
        for (int left = random.nextInt(8); left > 0; left--) {
            members.put(text(random), any(random, depth));
        }
        return new Json.Members(members);
    }

    private static BigDecimal number(Random random) {
        int digits = 1 + random.nextInt(15);
        long unscaled = random.nextLong((long) Math.pow(10, digits));
        int scale = random.nextInt(21) - digits;
        BigDecimal number = new BigDecimal(random.nextBoolean() ? unscaled : -unscaled).movePointLeft(scale);
        BigDecimal size = number.abs();
        boolean fits = number.signum() == 0
                || (size.compareTo(new BigDecimal("0.000001")) >= 0 && size.compareTo(new BigDecimal("1e15")) <= 0);
        return fits ? number : number(random);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(6); left > 0; left--) {
            text.appendCodePoint(
                    switch (random.nextInt(5)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> 0x20 + random.nextInt(0x60);
                        case 2 -> 0x80 + random.nextInt(0xd800 - 0x80);
                        case 3 -> 0xe000 + random.nextInt(0x2000);
                        default -> 0x10000 + random.nextInt(0x100000);
                    });
        }
        return text.toString();
    }

    /** The same document with other spaces, escapes and number forms. */
    private static String loosely(Json json, Random random) {
        String space = " ".repeat(random.nextInt(3)) + (random.nextBoolean() ? "\n" : "");
        return space
                + switch (json) {
                    case Json.Null _ -> "null";
                    case Json.Bool bool -> Boolean.toString(bool.value());
                    case Json.Numeral numeral ->
                        random.nextBoolean()
                                ? numeral.value().toPlainString()
                                : numeral.value().unscaledValue() + "E"
                                        + -numeral.value().scale();
                    case Json.Text text -> quoted(text.value(), random);
                    case Json.Items items -> {
                        List<String> each = items.values().stream()
                                .map(item -> loosely(item, random))
                                .toList();
                        yield "[" + String.join(",", each) + space + "]";
                    }
                    case Json.Members members -> {
                        List<String> each = new ArrayList<>();
                        members.values()
                                .forEach((name, value) ->
                                        each.add(space + quoted(name, random) + space + ":" + loosely(value, random)));
                        yield "{" + String.join(",", each) + space + "}";
                    }
                };
    }

    private static String quoted(String text, Random random) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(unit -> {
            if (unit < 0x20 || unit == '"' || unit == '\\' || random.nextInt(3) == 0) {
                out.append("\\u%04X".formatted(unit));
            } else {
                out.append((char) unit);
            }
        });
        return out.append('"').toString();
    }
}
