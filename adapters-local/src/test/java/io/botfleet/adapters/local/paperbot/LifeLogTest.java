package io.botfleet.adapters.local.paperbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.local.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeLogTest {
    private static final ProcessIdentity ALIVE =
            ProcessIdentity.ofRunning(ProcessHandle.current().pid()).orElseThrow();
    private static final ProcessIdentity DEAD = new ProcessIdentity(ALIVE.pid(), ALIVE.startTicks() + 1, ALIVE.boot());
    private static final ProcessIdentity SELF = new ProcessIdentity(ALIVE.pid(), ALIVE.startTicks() + 2, ALIVE.boot());

    @TempDir
    Path folder;

    @Test
    void writesAStartAndAnEnd() throws IOException {
        LifeLog log = log(SELF);

        log.start("cliente-001.42");
        log.start("cliente-001.43");
        log.end();
        log.end();

        assertThat(events()).containsExactly("start 42", "end ");
    }

    @Test
    void writesWhoRunsBesideIt() throws IOException {
        log(ALIVE).start("cliente-001.1");

        log(SELF).start("cliente-001.2");

        assertThat(events()).containsExactly("start 1", "start 2", "beside 2");
        assertThat(Json.MAPPER.readTree(lines().getLast()).path("startTicks").asLong())
                .isEqualTo(ALIVE.startTicks());
    }

    @Test
    void writesNothingOfOneThatWasKilledOrHasEnded() throws IOException {
        log(DEAD).start("cliente-001.1");
        LifeLog ended = log(ALIVE);
        ended.start("cliente-001.1");
        ended.end();

        log(SELF).start("cliente-001.2");

        assertThat(events()).doesNotContain("beside 2").endsWith("start 2");
    }

    @Test
    void writesNoEndWithoutAStart() {
        log(SELF).end();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void writesNothingWhereNobodyAsks() {
        LifeLog log = new LifeLog(Optional.empty(), SELF);
        log.start("cliente-001.42");
        log.end();

        assertThat(folder).isEmptyDirectory();
    }

    private LifeLog log(ProcessIdentity process) {
        return new LifeLog(Optional.of(folder), process);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("cliente-001.log"));
    }

    private List<String> events() throws IOException {
        return lines().stream()
                .map(line -> {
                    try {
                        var json = Json.MAPPER.readTree(line);
                        return json.path("event").asText() + " "
                                + json.path("command").asText();
                    } catch (IOException unreadable) {
                        throw new AssertionError(unreadable);
                    }
                })
                .toList();
    }
}
