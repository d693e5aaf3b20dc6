package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.tenant.Purpose;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own, since it ends or stops. */
@SuppressWarnings("NullAway.Init")
class BoundariesTest {
    private static final long LONGEST_SECONDS = 60;
    private static final int KILLED = 137;

    @TempDir
    private Path folder;

    private Path record;
    private Path order;
    private Process process;

    /** Calls a port once. */
    static final class OneCall {
        private OneCall() {}

        public static void main(String[] arguments) {
            TenantSecrets port = (_, _, _) -> Secret.of("a");
            TenantSecrets wrapped = (TenantSecrets) new Boundaries(arguments[0], arguments[1]).wrapped(port);
            wrapped.derive(new ClientId(1), Purpose.DATABASE_PASSWORD, 1);
        }
    }

    @BeforeEach
    void begin() {
        record = folder.resolve("record");
        order = folder.resolve("order");
    }

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void endsTheProcessBeforeTheCallHasItsEffect() throws Exception {
        start("END TenantSecrets.derive before 1");

        assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(KILLED);
        assertThat(Files.readAllLines(record))
                .endsWith("END TenantSecrets.derive before 1 " + process.pid())
                .noneMatch(line -> line.contains("after"));
    }

    @Test
    void stopsTheProcessUntilSomebodyWakesItAndThenGoesOn() throws Exception {
        start("SLEEP TenantSecrets.derive before 1");

        awaitStopped();
        assertThat(Files.readAllLines(record)).endsWith("SLEEP TenantSecrets.derive before 1 " + process.pid());

        new ProcessBuilder("sh", "-c", "kill -s CONT " + process.pid()).start().waitFor();
        assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readAllLines(record)).endsWith("reached TenantSecrets.derive after 1");
    }

    private void start(String line) throws IOException {
        Files.write(order, List.of("order 1", line));
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneCall.class.getName(),
                        record.toString(),
                        order.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /** Linux's {@code /proc/PID/stat}, proc(5): the state comes after the name, and is T for one that was stopped. */
    private void awaitStopped() throws IOException, InterruptedException {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (System.nanoTime() < end) {
            String state = Files.readString(stat);
            if (state.substring(state.lastIndexOf(')')).startsWith(") T")) {
                return;
            }
            Thread.sleep(20);
        }
        assertThat(Files.readString(stat)).as("what /proc says").contains(") T");
    }
}
