package io.botfleet.adapters.local.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The linters of what is not Java, where they are installed. */
class LintersTest {
    @Test
    void shellcheckFindsNothingInTheScripts() throws Exception {
        clean(List.of("shellcheck"), List.of(Repository.ENTRY_POINT, Repository.INIT_SCHEMA));
    }

    @Test
    void yamllintFindsNothingInTheValues() throws Exception {
        var files = new ArrayList<>(Repository.exampleValues());
        files.add(Repository.CHART.resolve("values.yaml"));
        files.add(Repository.CHART.resolve("Chart.yaml"));

        // Ciphertexts make long lines, and YAML needs no document start.
        var rules = "{extends: default, rules: {line-length: disable, document-start: disable}}";
        clean(List.of("yamllint", "--strict", "-d", rules), files);
    }

    private static void clean(List<String> linter, List<Path> files) throws IOException, InterruptedException {
        var program = linter.getFirst();
        assumeTrue(isInstalled(program), () -> program + " is not installed");
        var command = new ArrayList<>(linter);
        files.forEach(file -> command.add(file.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
