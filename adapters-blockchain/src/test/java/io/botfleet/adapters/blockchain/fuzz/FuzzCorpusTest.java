package io.botfleet.adapters.blockchain.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything that fuzzing ever found worth keeping, and what somebody thought of, through the same targets again. */
@Timeout(60)
class FuzzCorpusTest {
    @Test
    void opensNoEnvelopeThatNobodySealed() throws IOException {
        assertThat(replay(EnvelopeOpening.class, EnvelopeOpening::outcome))
                .containsExactlyInAnyOrder(Outcome.UNREADABLE, Outcome.INVALID, Outcome.TAKEN);
    }

    @Test
    void takesPayloadsAtTheirWordOrRefusesThem() throws IOException {
        assertThat(replay(PayloadReading.class, PayloadReading::outcome))
                .containsExactlyInAnyOrder(Outcome.UNREADABLE, Outcome.INVALID, Outcome.TAKEN);
    }

    @Test
    void rendersWhatComesBackExactly() throws IOException {
        assertThat(replay(ValuesRendering.class, ValuesRendering::outcome))
                .containsExactlyInAnyOrder(Outcome.INVALID, Outcome.TAKEN);
    }

    private static Set<Outcome> replay(Class<?> target, Function<byte[], Outcome> run) throws IOException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(Path.of("src", "test", "fuzz", target.getSimpleName()))) {
            inputs = files.sorted().toList();
        }
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        for (Path input : inputs) {
            try {
                outcomes.add(run.apply(Files.readAllBytes(input)));
            } catch (RuntimeException | AssertionError | StackOverflowError failure) {
                throw new AssertionError("fails for " + input, failure);
            }
        }
        assertThat(inputs).hasSizeGreaterThan(20);
        return outcomes;
    }
}
