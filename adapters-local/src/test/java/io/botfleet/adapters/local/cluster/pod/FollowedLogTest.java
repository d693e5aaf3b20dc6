package io.botfleet.adapters.local.cluster.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FollowedLogTest {
    @TempDir
    private Path folder;

    private final AtomicBoolean gone = new AtomicBoolean();

    @Test
    void beginsWithTheLastLinesAndGoesOn() throws IOException {
        print("one\ntwo\nthree\n");
        try (FollowedLog log = follow(2)) {
            assertThat(log.more()).contains(List.of("two", "three"));
            assertThat(log.more()).contains(List.of());
            print("four\n");
            assertThat(log.more()).contains(List.of("four"));
        }
    }

    @Test
    void waitsForTheEndOfALineAndOfACharacter() throws IOException {
        byte[] line = "naïve\n".getBytes(StandardCharsets.UTF_8);
        try (FollowedLog log = follow(10)) {
            assertThat(log.more()).contains(List.of());
            for (byte each : line) {
                assertThat(log.more()).contains(List.of());
                append(new byte[] {each});
            }
            assertThat(log.more()).contains(List.of("naïve"));
        }
    }

    @Test
    void seesALogBeginThatWasNotThereYet() throws IOException {
        try (FollowedLog log = follow(10)) {
            assertThat(log.more()).contains(List.of());
            assertThat(log.more()).contains(List.of());
            print("first\n");
            assertThat(log.more()).contains(List.of("first"));
        }
    }

    @Test
    void losesNoLineWhereALogIsMovedAside() throws IOException {
        print("x".repeat(1023).concat("\n").repeat(8 * 1024));
        try (FollowedLog log = follow(1)) {
            assertThat(log.more().orElseThrow()).hasSize(1);
            print("before\n");
            log().bound();
            assertThat(log().size()).isZero();
            print("after\n");

            assertThat(drained(log)).containsExactly("before", "after");
        }
    }

    @Test
    void readsThroughALogOfManyChunks() throws IOException {
        try (FollowedLog log = follow(1)) {
            assertThat(log.more()).contains(List.of());
            StringBuilder text = new StringBuilder();
            for (int line = 0; line < 100_000; line++) {
                text.append("line ").append(line).append('\n');
            }
            print(text.toString());

            List<String> read = drained(log);
            assertThat(read).hasSize(100_000).doesNotHaveDuplicates().endsWith("line 99999");
        }
    }

    @Test
    void cutsALineThatNeverEnds() throws IOException {
        try (FollowedLog log = follow(1)) {
            assertThat(log.more()).contains(List.of());
            print("x".repeat(1024 * 1024));

            List<String> read = drained(log);
            assertThat(read).isNotEmpty().allSatisfy(line -> assertThat(line.length())
                    .isLessThanOrEqualTo(512 * 1024));
        }
    }

    @Test
    void readsTheLastWordsOfAPodWhoseFolderIsGone() throws IOException {
        print("one\n");
        try (FollowedLog log = follow(10)) {
            assertThat(log.more()).contains(List.of("one"));
            print("two\nunfinished");
            Files.delete(folder.resolve("log"));
            gone.set(true);

            assertThat(log.more()).contains(List.of("two"));
            assertThat(log.more()).contains(List.of("unfinished"));
            assertThat(log.more()).isEmpty();
        }
    }

    @Test
    void readsNothingOfThePodThatComesAfter() throws IOException {
        try (FollowedLog log = follow(10)) {
            assertThat(log.more()).contains(List.of());
            gone.set(true);
            print("another pod's\n");

            assertThat(log.more()).isEmpty();
        }
    }

    private static List<String> drained(FollowedLog log) {
        List<String> all = new ArrayList<>();
        for (Optional<List<String>> more = log.more(); !more.orElseThrow().isEmpty(); more = log.more()) {
            all.addAll(more.get());
        }
        return all;
    }

    private FollowedLog follow(int lines) {
        return FollowedLog.of(log(), lines, gone::get);
    }

    private PodLog log() {
        return new PodLog(folder.resolve("log"));
    }

    private void print(String text) throws IOException {
        append(text.getBytes(StandardCharsets.UTF_8));
    }

    private void append(byte[] bytes) throws IOException {
        Files.write(folder.resolve("log"), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
