package io.botfleet.domain.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WordingTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @Test
    void cutsOnlyWhatIsTooLongAndToExactlyTheLength() {
        assertThat(Wording.clean("x".repeat(40), 40)).isEqualTo("x".repeat(40));
        assertThat(Wording.clean("x".repeat(41), 40)).isEqualTo("x".repeat(38) + " …");
        assertThat(Wording.clean("x".repeat(37) + "\ud83d\ude80yy", 40)).isEqualTo("x".repeat(37) + " …");
        assertThat(Wording.clean("x".repeat(36) + "\ud83d\ude80yyy", 40)).isEqualTo("x".repeat(36) + "\ud83d\ude80 …");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void survivesUtf8AndAnotherCleaning(long seed) {
        Random random = new Random(seed);
        StringBuilder noise = new StringBuilder();
        for (int left = random.nextInt(60); left > 0; left--) {
            noise.append((char) (random.nextBoolean() ? random.nextInt(0x80) : 0xd700 + random.nextInt(0x1000)));
        }

        String clean = Wording.clean(noise.toString(), 40);

        assertThat(clean).hasSizeLessThanOrEqualTo(40).doesNotContain("\0");
        assertThat(new String(clean.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(clean);
        assertThat(Wording.clean(clean, 40)).isEqualTo(clean);
    }
}
