package io.botfleet.adapters.local.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the images' files say; no image is built here. */
class ImagesTest {
    private static final Pattern SECRET = Pattern.compile("(?i)key|secret|password|token|credential");

    @ParameterizedTest
    @ValueSource(strings = {"botfleet", "freqtrade"})
    void theBaseIsNamedByABuildArgumentSoThatAReleaseCanPinIt(String image) {
        assertThat(instructions(image))
                .filteredOn(line -> line.startsWith("FROM "))
                .isNotEmpty()
                .allMatch(line -> line.matches("FROM [a-z/-]+:\\$\\{[A-Z]+_TAG}( AS [a-z]+)?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"botfleet", "freqtrade"})
    void noArgumentVariableOrLayerIsASecret(String image) {
        assertThat(instructions(image))
                .filteredOn(line -> line.startsWith("ARG ") || line.startsWith("ENV "))
                .isNotEmpty()
                .noneMatch(line -> SECRET.matcher(line).find());
        assertThat(instructions(image)).noneMatch(line -> line.startsWith("ADD "));
        // What may be copied is listed; all else stays out of the builder's sight.
        assertThat(file("Dockerfile." + image + ".dockerignore").lines().filter(line -> !line.startsWith("#")))
                .startsWith("*")
                .hasSizeGreaterThan(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"botfleet", "freqtrade"})
    void theProgramRunsAsANumberThatIsNotRootAndReceivesSignals(String image) {
        var instructions = instructions(image);

        assertThat(instructions.stream()
                        .filter(line -> line.startsWith("USER "))
                        .reduce((_, last) -> last))
                .hasValueSatisfying(line -> assertThat(line).matches("USER [1-9][0-9]*:[1-9][0-9]*"));
        assertThat(instructions)
                .filteredOn(line -> line.startsWith("ENTRYPOINT "))
                .as("no shell between")
                .hasSize(1)
                .allMatch(line -> line.startsWith("ENTRYPOINT [\""));
    }

    @Test
    void theUsersAreTheOnesThatTheChartsRunAs() {
        assertThat(instructions("botfleet")).contains("USER 10001:10001");
        assertThat(KubernetesObjects.ofChart(
                                Infra.PLATFORM_CHART, Infra.PLATFORM_CHART.resolve("ci/minimal-values.yaml"))
                        .only("Deployment")
                        .at("/spec/template/spec/securityContext/runAsUser")
                        .asInt())
                .isEqualTo(10001);
        assertThat(instructions("freqtrade")).contains("USER 1000:1000");
        assertThat(KubernetesObjects.ofChart(Infra.BOT_CHART, Infra.clients().getFirst())
                        .only("Deployment")
                        .at("/spec/template/spec/securityContext/runAsUser")
                        .asInt())
                .isEqualTo(1000);
    }

    @Test
    void dependenciesAreALayerOfTheirOwnBelowOurs() {
        var instructions = instructions("botfleet");

        assertThat(instructions)
                .containsSubsequence(
                        "COPY --from=jars /jars/dependencies /opt/botfleet/dependencies",
                        "COPY --from=jars /jars/own /opt/botfleet/own");
    }

    @Test
    void theBotsImageIsFreqtradesWithADriverTheStrategiesAndTheScripts() {
        assertThat(instructions("freqtrade"))
                .contains("FROM freqtradeorg/freqtrade:${FREQTRADE_TAG}", "ARG FREQTRADE_TAG=stable")
                .anyMatch(line -> line.contains("psycopg[binary]==${PSYCOPG_VERSION}"))
                .anyMatch(line -> line.contains("docker/strategies/*.py"))
                .anyMatch(line -> line.contains("scripts/init-schema.sh"))
                .anyMatch(line -> line.contains("docker/entrypoint.sh /usr/local/bin/botfleet-entrypoint"))
                .anyMatch(line -> line.contains("docker/botfleet-result /usr/local/bin/botfleet-result"));
        assertThat(file("Dockerfile.freqtrade.dockerignore").lines())
                .contains("!docker/entrypoint.sh", "!docker/botfleet-result");
    }

    /** The instructions, each on one line, without comments. */
    private static List<String> instructions(String image) {
        return file("Dockerfile." + image)
                .lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .reduce((all, line) -> all + (all.endsWith("\\") ? "" : "\n") + line)
                .orElseThrow()
                .replaceAll("\\\\ +", "")
                .lines()
                .map(String::strip)
                .toList();
    }

    private static String file(String name) {
        return Infra.text(Path.of(Infra.FOLDER.toString(), "docker", name));
    }
}
