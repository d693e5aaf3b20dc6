package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.operations.Handbook;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts around the platform: stopped, altered by hand, and used by a client that shares no code with it. */
class PartsIT {

    @RegisterExtension
    private static final SharedPlatform SHARED = new SharedPlatform();

    @TempDir
    private static Path folder;

    private static RealPlatform platform;

    @BeforeAll
    static void take(RealPlatform shared) {
        platform = shared;
    }

    @Test
    void belongToOnePlatformAtATime() throws Exception {
        Installed.Ran second = Installed.run("up", "--data", platform.data().toString());
        Installed.Ran down = Installed.run("down", "--data", platform.data().toString());

        assertThat(second.exitCode()).isEqualTo(69);
        assertThat(second.output()).contains("another platform runs on");
        assertThat(down.exitCode()).isEqualTo(69);
        assertThat(platform.isHealthy()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "chain", "git", "cluster"})
    void areNamedWhileTheyAreStopped(String part) throws Exception {
        halt(part, true);
        try {
            RealPlatform.comesTrue("/health names " + part, Promised.tenSeconds(), () -> status(part)
                    .equals("DOWN"));
            assertThat(platform.health().path("status").asText()).isEqualTo("DOWN");
            assertThat(platform.health()
                            .path("parts")
                            .path(part)
                            .path("message")
                            .asText())
                    .isNotBlank();
        } finally {
            halt(part, false);
        }
        RealPlatform.comesTrue("all is well again", platform::isHealthy);
    }

    private static String status(String part) throws Exception {
        return platform.health().path("parts").path(part).path("status").asText();
    }

    /** A stopped process still has its port: the part is silent, which is worse than gone. */
    private static void halt(String part, boolean stop) throws Exception {
        Path repository = platform.data().resolve("gitops.git");
        Path away = platform.data().resolve("away.git");
        switch (part) {
            case "git" -> Files.move(stop ? repository : away, stop ? away : repository);
            case "postgresql" -> signal(stop, platform.postgres());
            default -> signal(stop, List.of(process(part)));
        }
    }

    private static ProcessHandle process(String name) throws IOException {
        JsonNode described = new ObjectMapper()
                .readTree(Files.readAllBytes(platform.data().resolve("run").resolve(name + ".json")));
        return ProcessHandle.of(described.path("pid").asLong()).orElseThrow();
    }

    private static void signal(boolean stop, List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            Installed.run(new ProcessBuilder("kill", stop ? "-STOP" : "-CONT", Long.toString(process.pid())));
        }
    }

    private static String scraped() throws Exception {
        RealPlatform.comesTrue("all is well", platform::isHealthy);
        return new String(
                Http.get(URI.create(platform.apiUrl() + "/prometheus")).body(), StandardCharsets.UTF_8);
    }

    /** An alert on a label's value that nothing has can't fire, and looks like peace. */
    @Test
    void exposeEverySeriesThatAnAlertAsksFor() throws Exception {
        String scraped = scraped();
        List<MatchResult> asked = Pattern.compile("(botfleet_[a-z_]+)(?:\\{([a-z]+)!?=(\"[^\"]*\")})?")
                .matcher(Files.readString(Handbook.rules()).replaceAll("(?m)^(?! *expr:).*$", ""))
                .results()
                .toList();

        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(asked).allSatisfy(series -> assertThat(scraped.lines())
                .anyMatch(line -> line.matches(
                        series.group(2) == null
                                ? series.group(1) + "[{ ].*"
                                : series.group(1) + "\\{[^}]*\\b" + series.group(2) + "=" + series.group(3) + ".*")));
    }

    /** What operators are told of, and nothing that they are not. */
    @Test
    void measureWhatTheHandbookSaysTheyDo() throws Exception {
        String scraped = scraped();
        Map<String, Set<String>> found = new TreeMap<>();
        Pattern.compile("^(botfleet_[a-z_]+?)(?:_count|_sum|_max)?(?:\\{([^}]*)})? ", Pattern.MULTILINE)
                .matcher(scraped)
                .results()
                .forEach(sample -> found.computeIfAbsent(sample.group(1), _ -> new TreeSet<>())
                        .addAll(labels(sample.group(2))));

        assertThat(found).isEqualTo(new Handbook().metrics());
    }

    private static List<String> labels(@Nullable String text) {
        return text == null
                ? List.of()
                : Pattern.compile("([a-z]+)=\"")
                        .matcher(text)
                        .results()
                        .map(label -> label.group(1))
                        .toList();
    }

    /** Node, an HPKE library and a stock Ethereum library: written from {@code docs/protocol.md} alone. */
    @Test
    void serveAClientThatSharesNoCodeWithThem() throws Exception {
        Path client = Installed.home().resolve("clients/node");
        assertThat(client.resolve("node_modules"))
                .as("run `npm ci` in clients/node first")
                .exists();
        for (List<String> order :
                List.of(List.of("start", "--suite", "x-wing"), List.of("stop", "--suite", "x25519", "--mode", "now"))) {
            Installed.Ran ran = Installed.run(new ProcessBuilder(Stream.of(
                                    List.of("node", "botfleet-client.mjs"),
                                    order,
                                    List.of("--platform", platform.data() + "/platform.json", "--wallet", "grace"))
                            .flatMap(List::stream)
                            .toList())
                    .directory(client.toFile()));

            assertThat(ran.exitCode()).as(ran.output()).isZero();
        }
    }

    /** The commit is the command's own, but what the chart makes of it is not what was ordered. */
    @Test
    void areNotBelievedWhenTheRenderedConfigurationWasAltered() throws Exception {
        PlainGit git = PlainGit.clone(platform.description().path("gitUrl").asText(), folder.resolve("chart"));
        String helpers = "infra/charts/freqtrade/templates/_helpers.tpl";
        String rendered = "\"max_open_trades\" $config.maxOpenTrades";
        String altered = "\"max_open_trades\" (add $config.maxOpenTrades 7)";
        git.edit(helpers, rendered, altered);

        Installed.Ran start = platform.sendStart("eve");

        assertThat(start.exitCode()).as(start.output()).isEqualTo(1);
        assertThat(start.output()).contains("rolled back", "max_open_trades is 10 instead of 3");
        git.edit(helpers, altered, rendered);
        String head = git.run("rev-parse", "HEAD");
        RealPlatform.comesTrue("the cluster has the old chart again", () -> Files.readString(
                        platform.data().resolve("cluster/revision"), StandardCharsets.UTF_8)
                .contains(head));
        Installed.Ran unaltered = platform.sendStart("eve");
        assertThat(unaltered.exitCode()).as(unaltered.output()).isZero();
    }
}
