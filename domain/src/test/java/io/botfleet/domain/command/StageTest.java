package io.botfleet.domain.command;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StageTest {
    /** A row leads to the columns marked {@code x}; columns are in the order of the rows. */
    private static final String TABLE = """
                         REC QUE PRO COM DEP CON APP UND RES REF apd rbk rcl ORP van
            RECEIVED      .   x   .   .   .   .   .   x   .   x   .   .   x   x   .
            QUEUED        .   .   x   .   .   .   .   x   .   x   .   .   x   x   .
            PROVISIONED   .   x   .   x   .   x   .   x   .   .   .   .   .   x   .
            COMMITTED     .   .   .   .   x   x   .   x   .   .   .   .   .   x   .
            DEPLOYED      .   .   .   .   .   x   .   x   .   .   .   .   .   x   .
            CONFIRMED     .   .   .   .   .   .   x   x   .   .   .   .   .   x   .
            APPROVING     .   .   .   .   .   .   .   x   .   .   x   .   .   x   .
            UNDOING       .   .   .   .   .   .   .   .   x   x   .   .   x   .   x
            RESTORING     .   .   .   .   .   .   .   .   .   x   .   .   x   .   x
            REFUNDING     .   .   .   .   .   .   .   .   .   .   .   x   x   x   .
            APPROVED      .   .   .   .   .   .   x   .   .   .   .   .   .   .   .
            ROLLED_BACK   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .
            RECLAIMED     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
            ORPHANED      x   x   x   x   x   x   x   x   .   x   .   .   .   .   .
            VANISHED      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
            """;

    @ParameterizedTest
    @EnumSource
    void leadsWhereTheTableSaysAndNowhereElse(Stage from) {
        Set<Stage> reachable = Arrays.stream(Stage.values())
                .filter(from::mayBecome)
                .collect(toCollection(() -> EnumSet.noneOf(Stage.class)));

        assertThat(reachable).isEqualTo(expected(from));
    }

    @ParameterizedTest
    @EnumSource
    void holdsTheLaneOrWaitsForTheChainOrHasEndedOrIsFrozen(Stage stage) {
        long groups = List.of(Stage.IN_LANE, Stage.SETTLING, Stage.ENDED, Set.of(Stage.ORPHANED)).stream()
                .filter(group -> group.contains(stage))
                .count();

        assertThat(groups).isEqualTo(1);
    }

    private static Set<Stage> expected(Stage from) {
        List<Stage> stages = List.of(Stage.values());
        List<String> rows = TABLE.lines().skip(1).toList();
        assertThat(rows.stream().map(row -> row.split(" +")[0]))
                .containsExactlyElementsOf(stages.stream().map(Stage::name).toList());
        String[] marks = rows.get(stages.indexOf(from)).split(" +");
        assertThat(marks).hasSize(1 + stages.size());
        Set<Stage> reachable = EnumSet.noneOf(Stage.class);
        for (Stage next : stages) {
            if (marks[1 + stages.indexOf(next)].equals("x")) {
                reachable.add(next);
            }
        }
        return reachable;
    }
}
