package io.botfleet.domain.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StageDocumentTest {
    private static final Path DOCUMENT = Path.of("docs", "architecture.md");

    /** The second column is words for people; the others are the code's. */
    @Test
    void keepsTheTableOfTheArchitecturesDocumentTrue() throws IOException {
        List<String[]> rows = Files.readString(checkout().resolve(DOCUMENT))
                .transform(text -> text.substring(text.indexOf("<!-- stages"), text.indexOf("<!-- /stages -->")))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" *\\| *", -1))
                .toList();

        assertThat(rows.stream().map(cells -> String.join(" | ", cells[1], cells[3], cells[4])))
                .containsExactlyElementsOf(Arrays.stream(Stage.values())
                        .map(StageDocumentTest::row)
                        .toList());
        assertThat(rows).allSatisfy(cells -> assertThat(cells[2]).isNotBlank());
    }

    private static String row(Stage stage) {
        String next = Arrays.stream(Stage.values())
                .filter(stage::mayBecome)
                .map(each -> "`" + each + "`")
                .collect(Collectors.joining(", "));
        return "`%s` | %s | %s".formatted(stage, holds(stage), next.isEmpty() ? "–" : next);
    }

    private static String holds(Stage stage) {
        if (Stage.IN_LANE.contains(stage)) {
            return "its lane";
        }
        return Stage.SETTLING.contains(stage) ? "a verdict" : "–";
    }

    private static Path checkout() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve(DOCUMENT))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException(
                        "not inside a checkout: " + Path.of("").toAbsolutePath());
            }
        }
        return at;
    }
}
