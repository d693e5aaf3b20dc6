package io.botfleet.domain.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.document.Parsed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlWriterTest {
    /** Texts that a careless writer turns into something else. */
    private static final List<String> TRAPS = List.of(
            "",
            "no",
            "null",
            "~",
            "1",
            "0x10",
            "1e3",
            "2026-03-01",
            "- a",
            "a: b",
            "#",
            "'",
            "\"",
            "\\",
            "{}",
            "[",
            "%",
            "@",
            "`",
            "&a",
            "*a",
            "!t",
            "|",
            ">",
            " a ",
            "<<",
            "=",
            "é",
            "€",
            "\u00a0",
            "\ud7ff");

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isReadBackByAYamlParserAsItWas(long seed) {
        Json.Members written = object(new Random(seed), 3);

        Json read = Parsed.yaml("{}".equals(CanonicalJson.text(written)) ? "{}" : YamlWriter.write(written));

        assertThat(CanonicalJson.text(read)).isEqualTo(CanonicalJson.text(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a-b", "a b", "1a", "a:", "null", "True", "yes", "NO", "on", "y", "é", "a\nb"})
    void refusesAKeyThatWouldNeedQuotes(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> YamlWriter.write(Json.EMPTY.with(key, Json.of(1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\0b", "\u007f", "\u0085", "\u2028", "\ufeff", "\ud83d\ude00"})
    void refusesATextThatAParserMightTakeOtherwise(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> YamlWriter.write(Json.EMPTY.with("a", Json.of(text))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> YamlWriter.write(Json.EMPTY.with("a", Json.texts(List.of(text)))));
    }

    @Test
    void refusesListsOfLists() {
        Json list = new Json.Items(List.of(Json.texts(List.of("a"))));

        assertThatIllegalArgumentException().isThrownBy(() -> YamlWriter.write(Json.EMPTY.with("a", list)));
    }

    private static Json.Members object(Random random, int depth) {
        Map<String, Json> members = new LinkedHashMap<>();
        for (int left = random.nextInt(6); left > 0; left--) {
            members.put("key_" + random.nextInt(100), value(random, depth));
        }
        return new Json.Members(members);
    }

    private static Json value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 4 : 2)) {
            case 0, 1 -> scalar(random);
            case 2 -> {
                List<Json> items = new ArrayList<>();
                for (int left = random.nextInt(4); left > 0; left--) {
                    items.add(scalar(random));
                }
                yield new Json.Items(items);
            }
            default -> object(random, depth - 1);
        };
    }

    private static Json scalar(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Json.of(random.nextBoolean());
            case 1 -> Json.of(random.nextLong(1_000_000_000_000_000L));
            case 2 -> Json.of(BigDecimal.valueOf(1 + random.nextLong(1_000_000), random.nextInt(7)));
            case 3 -> new Json.Null();
            default -> Json.of(TRAPS.get(random.nextInt(TRAPS.size())) + TRAPS.get(random.nextInt(TRAPS.size())));
        };
    }
}
