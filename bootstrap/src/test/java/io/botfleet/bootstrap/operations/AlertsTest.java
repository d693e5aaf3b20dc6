package io.botfleet.bootstrap.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.botfleet.application.reconciliation.Discrepancy;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Alerts on metrics that exist, with a runbook entry that exists; {@code PartsIT} holds the metrics against a scrape. */
class AlertsTest {
    private static final Pattern METRIC = Pattern.compile("botfleet_[a-z_]+");

    /** What each of them watches, by its name. */
    private static final Map<String, String> EXPRESSIONS = new TreeMap<>();

    private static final Map<String, String> RUNBOOKS = new TreeMap<>();
    private static Handbook handbook;

    @BeforeAll
    static void read() throws IOException {
        handbook = new Handbook();
        String alert = "";
        for (String line : Files.readAllLines(Handbook.rules())) {
            String[] field = line.strip().split(": ", 2);
            switch (field[0]) {
                case "- alert" -> alert = field[1];
                case "expr" -> EXPRESSIONS.put(alert, field[1]);
                case "runbook" -> RUNBOOKS.put(alert, field[1].replace("\"", ""));
                default -> {}
            }
        }
    }

    @Test
    void watchWhatHasToBeWatched() {
        assertThat(EXPRESSIONS)
                .containsOnlyKeys(
                        "BotfleetAway",
                        "BotfleetBotDegraded",
                        "BotfleetChainLag",
                        "BotfleetCommandStuck",
                        "BotfleetCutOffNear",
                        "BotfleetDiscrepancy",
                        "BotfleetEncryptionKeys",
                        "BotfleetHalted",
                        "BotfleetMistake",
                        "BotfleetPartDown",
                        "BotfleetRetriesHigh",
                        "BotfleetRoleWithoutLeader",
                        "BotfleetSealing",
                        "BotfleetSealingCertificate",
                        "BotfleetSettlementLate",
                        "BotfleetSettlementSlow",
                        "BotfleetSettlerBalanceLow",
                        "BotfleetSettlerReplaced",
                        "BotfleetStandsStill",
                        "BotfleetStuck");
    }

    @Test
    void watchMetricsThatExist() {
        Set<String> metrics = handbook.metrics().keySet();

        EXPRESSIONS.forEach((alert, expression) -> assertThat(
                        METRIC.matcher(expression).results().map(found -> found.group()))
                .as(alert)
                .isNotEmpty()
                .allMatch(metrics::contains));
    }

    @Test
    void watchLabelsThatExist() {
        Pattern labels = Pattern.compile("(botfleet_[a-z_]+)\\{([a-z]+)!?=");
        EXPRESSIONS.forEach(
                (alert, expression) -> labels.matcher(expression).results().forEach(found -> assertThat(
                                handbook.metrics().get(found.group(1)))
                        .as(alert)
                        .contains(found.group(2))));
    }

    @Test
    void watchKindsThatExist() {
        Pattern kinds = Pattern.compile("kind(?:!=|=~?)\"([^\"]*)\"");
        assertThat(EXPRESSIONS.values().stream()
                        .flatMap(expression -> kinds.matcher(expression).results())
                        .flatMap(found -> Arrays.stream(found.group(1).split("\\|", -1))))
                .containsExactlyInAnyOrder(
                        "STUCK",
                        "SETTLEMENT_LATE",
                        "ENCRYPTION_KEY_MISSING",
                        "NO_ENCRYPTION_KEY",
                        "SEALING_CERTIFICATE_NOT_PINNED",
                        "SEALING_CERTIFICATE_EXPIRING")
                .allMatch(handbook.kinds()::contains);
    }

    @Test
    void haveARunbookEntryEach() {
        assertThat(RUNBOOKS.keySet()).isEqualTo(EXPRESSIONS.keySet());
        RUNBOOKS.forEach((alert, runbook) -> {
            String[] place = runbook.split("#", 2);
            assertThat(place[0]).isEqualTo("docs/operations.md");
            assertThat(handbook.anchors()).as(alert).contains(place[1]);
            assertThat(handbook.under(alert)).as(alert).hasSizeGreaterThan(60);
        });
    }

    @Test
    void leaveNoKindOfDiscrepancyWithoutAnEntry() {
        assertThat(handbook.kinds())
                .containsAll(
                        Arrays.stream(Discrepancy.Kind.values()).map(Enum::name).toList())
                .contains("ENCRYPTION_KEY_MISSING", "NO_ENCRYPTION_KEY", "SETTLER_REPLACED")
                .contains("SEALING_CERTIFICATE_NOT_PINNED", "SEALING_CERTIFICATE_EXPIRING")
                .contains("COMMAND_STUCK", "HALTED", "SETTLER_FUNDS", "STUCK");
    }

    /** Where Prometheus is installed (Debian's package of that name), its own tool reads them. */
    @Test
    void areTakenByPrometheus() throws Exception {
        promtool("check", "rules", Handbook.rules().toString());
    }

    /** Each fires when it has to and not before, at the paces that the platform has. */
    @Test
    void fireWhenTheyShould() throws Exception {
        promtool(
                "test",
                "rules",
                Handbook.rules().resolveSibling("botfleet.rules.test.yml").toString());
    }

    private static void promtool(String... arguments) throws IOException, InterruptedException {
        Optional<Path> tool = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeThat(tool).as("promtool is not installed").isPresent();
        Process check = new ProcessBuilder(
                        Stream.concat(Stream.of(tool.orElseThrow().toString()), Stream.of(arguments))
                                .toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(said).isZero();
    }
}
