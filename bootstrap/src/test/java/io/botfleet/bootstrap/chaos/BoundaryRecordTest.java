package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.bootstrap.platform.Deed;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundaryRecordTest {
    @Test
    void gathersAllStarts() {
        BoundaryRecord record = BoundaryRecord.parse(List.of(
                "method Commands.save WRITES",
                "method Commands.find READS",
                "reached Commands.save before 1",
                "reached Commands.save before 2",
                "END Commands.save before 3 4711",
                "SLEEP Commands.save after 1 4712",
                "method Commands.save WRITES",
                "reached Commands.save before 1"));

        assertThat(record.places())
                .containsOnlyKeys(
                        "Commands.save before", "Commands.save after", "Commands.find before", "Commands.find after")
                .containsEntry("Commands.save after", CrashTable.Place.WRITES)
                .containsEntry("Commands.find before", CrashTable.Place.READS);
        assertThat(record.calls()).containsOnlyKeys("Commands.save before").containsEntry("Commands.save before", 2L);
        assertThat(record.hits())
                .containsExactly(
                        new BoundaryRecord.Hit(Deed.END, "Commands.save before", 3, 4711),
                        new BoundaryRecord.Hit(Deed.SLEEP, "Commands.save after", 1, 4712));
    }

    @Test
    void takesAMethodForWritingWhereAnyOfItsNameDoes() {
        BoundaryRecord record = BoundaryRecord.parse(
                List.of("method Inbox.take READS", "method Inbox.take WRITES", "method Inbox.take MAY_WRITE"));

        assertThat(record.places()).containsEntry("Inbox.take before", CrashTable.Place.WRITES);
    }

    @Test
    void leavesOutALineThatIsBeingWritten() {
        assertThat(BoundaryRecord.parse("method Inbox.take READS\nmethod Inbox.ext")
                        .places())
                .containsOnlyKeys("Inbox.take before", "Inbox.take after");
        assertThat(BoundaryRecord.parse("").places()).isEmpty();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> BoundaryRecord.parse(List.of("Commands.save before")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
