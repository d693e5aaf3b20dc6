package io.botfleet.adapters.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Permanent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessRegistryTest {
    private static final Ending SOON = Ending.within(Duration.ofSeconds(5));

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeftRunning() {
        ProcessRegistry registry = registry();
        registry.all().forEach(process -> registry.end(process.name(), Ending.within(Duration.ZERO)));
    }

    @Test
    void recordsPidStartTimeAndPortWhereTheNextPlatformFindsThem() {
        StartedProcess started = registry().start("sleeper", launch(OptionalInt.of(24_000), "exec sleep 60"));
        await(() -> registry().find("sleeper").isPresent());

        assertThat(registry().all()).containsExactly(started.process());
        assertThat(started.process().port()).hasValue(24_000);
        assertThat(registry().find("sleeper").orElseThrow().alive()).isTrue();
    }

    @Test
    void keepsRecordAndOutputFromOtherUsers() throws IOException {
        registry().start("sleeper", launch(OptionalInt.empty(), "echo hello; exec sleep 60"));
        await(() -> registry().find("sleeper").isPresent());

        for (String file : List.of("run/sleeper.json", "output")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void doesNotTakeAnotherProcessWithTheSamePidForItsOwn() {
        StartedProcess started = registry().start("sleeper", launch(OptionalInt.empty(), "exec sleep 60"));
        ProcessIdentity identity = started.process().identity();

        assertThat(identity.alive()).isTrue();
        assertThat(new ProcessIdentity(identity.pid(), identity.startTicks() + 1, identity.boot()).alive())
                .isFalse();
        assertThat(new ProcessIdentity(identity.pid(), identity.startTicks(), "another boot").alive())
                .isFalse();
    }

    @Test
    void refusesToStartWhatStillRuns() {
        registry().start("sleeper", launch(OptionalInt.empty(), "exec sleep 60"));
        await(() -> registry().find("sleeper").isPresent());

        assertThatThrownBy(() -> registry().start("sleeper", launch(OptionalInt.empty(), "exec sleep 60")))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("already runs");
    }

    @Test
    void endsPolitely() throws IOException {
        StartedProcess started = registry()
                .start(
                        "polite",
                        launch(
                                OptionalInt.empty(),
                                "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done"));
        await(() -> output().contains("ready"));

        registry().end("polite", SOON);

        assertThat(output()).contains("bye");
        await(() -> started.exitCode().isPresent());
        assertThat(started.exitCode()).hasValue(7);
        assertThat(registry().all()).isEmpty();
    }

    @Test
    void asksNothingWhereItGivesNoGrace() {
        registry()
                .start(
                        "tidy",
                        launch(
                                OptionalInt.empty(),
                                "trap 'echo heard; exit 0' TERM; echo ready; while :; do sleep 0.01; done"));
        await(() -> output().contains("ready"));

        registry().end("tidy", Ending.within(Duration.ZERO));

        assertThat(output()).doesNotContain("heard");
        assertThat(registry().find("tidy")).isEmpty();
    }

    @Test
    void killsWhatDoesNotListenAndWhatItStarted() {
        registry().start("deaf", launch(OptionalInt.empty(), "trap '' TERM; sleep 60 & echo child $!; wait; wait"));
        await(() -> output().contains("child "));
        long child = Long.parseLong(output().replaceAll("(?s).*child (\\d+).*", "$1"));
        ManagedProcess process = registry().find("deaf").orElseThrow();
        ProcessIdentity childIdentity = ProcessIdentity.ofRunning(child).orElseThrow();

        registry().end("deaf", Ending.within(Duration.ofMillis(200)));

        assertThat(process.alive()).isFalse();
        await(() -> !childIdentity.alive());
    }

    @Test
    void forgetsAProcessThatIsGoneWithoutSignallingAnybody() {
        StartedProcess started = registry().start("short", launch(OptionalInt.empty(), "exit 3"));
        await(() -> started.exitCode().isPresent());

        registry().end("short", SOON);

        assertThat(started.exitCode()).hasValue(3);
        assertThat(registry().find("short")).isEmpty();
    }

    @Test
    void readsACommandNameThatHoldsParenthesesAndSpaces() {
        String stat = "42 (a ) S 1 (b) Z 7 8 9 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 123456 1 2 3";

        assertThat(ProcessStat.parse(42, stat)).isEqualTo(new ProcessStat(42, 'Z', 9, 123456));
    }

    private ProcessRegistry registry() {
        return new ProcessRegistry(directory.resolve("run"));
    }

    private Launch launch(OptionalInt port, String script) {
        return new Launch(
                List.of("sh", "-c", script),
                directory,
                Map.of("PATH", System.getenv("PATH")),
                directory.resolve("output"),
                port);
    }

    private String output() {
        try {
            return Files.exists(directory.resolve("output")) ? Files.readString(directory.resolve("output")) : "";
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - until).as("time is left").isNegative();
            try {
                Thread.sleep(10);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}
