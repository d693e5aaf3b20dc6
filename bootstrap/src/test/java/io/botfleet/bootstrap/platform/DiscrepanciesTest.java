package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.botfleet.application.reconciliation.Discrepancy;
import io.botfleet.application.reconciliation.Discrepancy.Kind;
import io.botfleet.testkit.memory.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DiscrepanciesTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Discrepancies discrepancies =
            new Discrepancies(meters, new OpenAlarms(meters, new SettableClock(Instant.parse("2026-01-01T00:00:00Z"))));
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger("io.botfleet.discrepancies");

    @BeforeEach
    void listen() {
        said.start();
        log.addAppender(said);
    }

    @AfterEach
    void end() {
        log.detachAppender(said);
    }

    @Test
    void areSaidWithTheIdsThatOtherLinesHaveAndWithWhatToDo() {
        List<Discrepancy> found = List.of(
                new Discrepancy(Kind.BOT_DOWN, "cliente-001", "no pod runs"),
                new Discrepancy(Kind.SETTLEMENT_LATE, "command 3 of cliente-002", "its deadline was yesterday"),
                new Discrepancy(Kind.VALUES_WITHOUT_COMMAND, "clientes/eve/values.yaml", "its client is nobody"));

        discrepancies.are(found, true);
        discrepancies.are(found, true);
        discrepancies.are(List.of(), true);

        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> !line.endsWith(" is over"))
                .containsExactly(
                        "BOT_DOWN client=cliente-001 no pod runs. " + Kind.BOT_DOWN.remedy(),
                        "SETTLEMENT_LATE command=3 client=cliente-002 its deadline was yesterday. "
                                + Kind.SETTLEMENT_LATE.remedy(),
                        "VALUES_WITHOUT_COMMAND file=clientes/eve/values.yaml its client is nobody. "
                                + Kind.VALUES_WITHOUT_COMMAND.remedy());
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains("SETTLEMENT_LATE command=3 client=cliente-002 is over")
                .hasSize(6);
    }
}
