package io.botfleet.bootstrap.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A promise whose test was renamed or removed must not stand in {@code docs/guarantees.md} as if it were held up. */
class GuaranteesTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Contract|\\.t\\.sol))(?:#(\\w+))?`");

    @Test
    void nameTestsThatExist() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (Path file : testSources()) {
            String name = String.valueOf(file.getFileName());
            sources.merge(
                    name.endsWith(".java") ? name.substring(0, name.length() - 5) : name,
                    Files.readString(file),
                    String::concat);
        }

        List<String> missing = named().stream()
                .filter(test -> !isThere(sources.get(test.group(1)), test.group(2)))
                .map(MatchResult::group)
                .toList();

        assertThat(missing).isEmpty();
        assertThat(named()).hasSizeGreaterThan(50);
    }

    /** Every promise has a test in its last column. */
    @Test
    void areEachHeldUp() throws IOException {
        assertThat(Files.readAllLines(document()).stream()
                        .filter(line ->
                                line.startsWith("| ") && !line.startsWith("| promise") && !line.startsWith("| ---"))
                        .filter(line -> !TEST.matcher(line).find() && !line.contains("Simulation")))
                .isEmpty();
    }

    private static boolean isThere(@Nullable String source, @Nullable String method) {
        return source != null
                && (method == null
                        || Pattern.compile("(void|function) " + method + "\\(")
                                .matcher(source)
                                .find());
    }

    private static List<MatchResult> named() throws IOException {
        return TEST.matcher(Files.readString(document())).results().toList();
    }

    private static Path document() {
        return Repository.root().resolve("docs/guarantees.md");
    }

    private static List<Path> testSources() throws IOException {
        try (Stream<Path> contracts = Files.list(Repository.root().resolve("adapters-blockchain/contracts/test"))) {
            return Stream.concat(contracts, Repository.MODULES.stream().flatMap(module -> Stream.of("test", "main")
                            .flatMap(kind -> Repository.sources(module, kind).stream())))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }
}
