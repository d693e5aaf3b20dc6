package io.botfleet.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.console.Event;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands that run a platform of their own, as far as they get without one. */
class LocalCommandsTest {
    private static final String HOME = "botfleet.home";

    @TempDir
    Path folder;

    @BeforeEach
    void begin() {
        System.setProperty(HOME, folder.toString());
    }

    @AfterEach
    void end() {
        System.clearProperty(HOME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "down", "demo", "chaos"})
    void takesJsonAndSaysSo(String command) {
        CommandLine.ParseResult parsed = Botfleet.commandLine().parseArgs(command, "--json");
        Ran help = Ran.of(command, "--help");

        assertThat(parsed.subcommand().matchedOptionValue("--json", false)).isTrue();
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: botfleet " + command, "--json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "chaos"})
    void saysOnStandardErrorOnlyWhatIsWrongWithADirectory(String command) throws IOException {
        Files.writeString(folder.resolve("something"), "there");

        Ran ran = Ran.of(command, "--json", "--keep", folder.toString());

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("botfleet: --keep: ");
    }

    @ParameterizedTest
    @CsvSource({
        "up, 0",
        "up, -1",
        "up, 65536",
        "up, 99999999999",
        "up, http",
        "replica, 0",
        "replica, 65536",
        "replica, 080x"
    })
    void refusesWhatIsNoPort(String command, String port) {
        Ran ran = Ran.of(command, "--data", folder.resolve("missing").toString(), "--port=" + port);

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--port", "a port is a number from 1 to 65535, not " + port);
        assertThat(folder.resolve("missing")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"up --data", "replica --data", "down --data", "demo --keep", "chaos --keep"})
    void refusesAFileForADirectory(String command) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "there");

        Ran ran = Ran.of((command + " " + file).split(" "));

        assertThat(ran.exitCode()).as(ran.everything()).isEqualTo(2);
        assertThat(ran.err().lines()).hasSize(1).first().asString().contains(file.toString(), "directory");
        assertThat(file).hasContent("there");
    }

    @Test
    void saysInASentenceThatADirectoryCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "there");

        Ran ran = Ran.of("up", "--data", file.resolve("below").toString());

        assertThat(ran.exitCode()).as(ran.everything()).isEqualTo(69);
        assertThat(ran.err().lines()).hasSize(1).first().asString().contains(file.toString());
    }

    @Test
    void endsWhereThereIsNothingToEnd() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));

        Ran people = Ran.of("down", "--data", data.toString());
        Ran programs = Ran.of("down", "--json", "--data", data.toString());

        assertThat(people).isEqualTo(new Ran(0, "Nothing runs on " + data + " any more." + System.lineSeparator(), ""));
        assertThat(programs.exitCode()).as(programs.err()).isZero();
        assertThat(programs.err()).isEmpty();
        assertThat(programs.out().lines()).hasSize(1);
        JsonNode down = new ObjectMapper().readTree(programs.out());
        assertThat(down.path("event").asText()).isEqualTo("down");
        assertThat(down.path("dataDirectory").asText()).isEqualTo(data.toString());
        assertThat(down.path("ended").isArray()).isTrue();
        assertThat(down.path("ended")).isEmpty();
    }

    @Test
    void endsNothingWhereThereIsNoDirectory() {
        Ran ran = Ran.of("down", "--json", "--data", folder.resolve("missing").toString());

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("botfleet: there is no directory ");
    }

    @Test
    void keepsNotesForPeopleAwayFromPrograms() {
        assertThat(told()).isEqualTo(new Ran(0, "Stopped.|A note.|", ""));
        assertThat(told("--json")).isEqualTo(new Ran(0, "{\"event\":\"stopped\"}|", "A note.|"));
    }

    private static Ran told(String... arguments) {
        @CommandLine.Command
        class Telling implements Runnable {
            @CommandLine.Mixin
            private Output output = new Output();

            @Override
            public void run() {
                output.reporter().tell(new Event("stopped", "Stopped."));
                output.notes().println("A note.");
            }
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new Telling())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Ran(exitCode, onOneLine(out), onOneLine(err));
    }

    private static String onOneLine(StringWriter written) {
        return written.toString().replace(System.lineSeparator(), "|");
    }
}
