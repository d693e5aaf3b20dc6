package io.botfleet.bootstrap.chaos;

import static io.botfleet.bootstrap.chaos.CrashTable.Place.MAY_WRITE;
import static io.botfleet.bootstrap.chaos.CrashTable.Place.READS;
import static io.botfleet.bootstrap.chaos.CrashTable.Place.WRITES;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AimsTest {
    private static final BoundaryRecord RECORD = new BoundaryRecord(
            Map.of(
                    "A.a before",
                    WRITES,
                    "A.b before",
                    WRITES,
                    "A.c before",
                    WRITES,
                    "A.open before",
                    MAY_WRITE,
                    "A.find before",
                    READS,
                    "A.never after",
                    WRITES),
            Map.of("A.a before", 1L, "A.b before", 8L, "A.c before", 4096L, "A.open before", 2L, "A.find before", 2L),
            0);

    private final CrashTable table = new CrashTable();

    AimsTest() {
        table.know(RECORD);
    }

    @Test
    void killsOnceWhereverSomethingIsWrittenBeforeItTriesWhatMayWriteAndWhatOnlyReads() {
        List<String> killed = kill(new Aims(1), 5);

        assertThat(killed.subList(0, 3)).containsExactlyInAnyOrder("A.a before", "A.b before", "A.c before");
        assertThat(killed.subList(3, 5)).containsExactly("A.open before", "A.find before");
    }

    @Test
    void letsTheSeedDecideWhichComesFirst() {
        List<String> first = kill(new Aims(1), 1);

        assertThat(LongStream.range(1, 20).mapToObj(seed -> {
                    CrashTable fresh = new CrashTable();
                    fresh.know(RECORD);
                    return new Aims(seed).next(RECORD, fresh).orElseThrow().boundary();
                }))
                .contains("A.a before", "A.b before", "A.c before")
                .startsWith(first.getFirst());
    }

    @Test
    void comesBackToWhatWasMissedAndGivesItUpAfterAWhile() {
        Aims aims = new Aims(1);
        String missed = aims.next(RECORD, table).orElseThrow().boundary();
        table.missed(missed);

        assertThat(kill(aims, 2)).doesNotContain(missed);
        assertThat(aims.next(RECORD, table).orElseThrow()).isEqualTo(new Aims.Aim(missed, 1));
        table.missed(missed);
        table.missed(missed);
        assertThat(aims.next(RECORD, table).orElseThrow().boundary()).isEqualTo("A.open before");
    }

    @Test
    void aimsAtACallThatComes() {
        Aims aims = new Aims(1);
        for (int round = 0; round < 200; round++) {
            Aims.Aim aim = aims.next(RECORD, table).orElseThrow();
            assertThat(aim.call()).isBetween(1L, 64L);
            if (!aim.boundary().equals("A.c before")) {
                assertThat(aim.call()).isLessThanOrEqualTo(2);
            }
            table.killed(aim.boundary());
        }
    }

    @Test
    void aimsAtNothingWhereNothingIsKnown() {
        assertThat(new Aims(1).next(new BoundaryRecord(Map.of(), Map.of(), 0), table))
                .isEmpty();
    }

    private List<String> kill(Aims aims, int times) {
        List<String> killed = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            String boundary = aims.next(RECORD, table).orElseThrow().boundary();
            table.killed(boundary);
            killed.add(boundary);
        }
        return killed;
    }
}
