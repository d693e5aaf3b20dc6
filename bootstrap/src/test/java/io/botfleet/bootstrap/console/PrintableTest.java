package io.botfleet.bootstrap.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class PrintableTest {
    private static final String HOSTILE =
            "\u001b[2J\u001b]0;owned\u0007 \u009b31m \u202egnp.exe\u2066 \u0000\u0008\u007f\u2028 kräftig 交易 🚀";

    private static final String HARMLESS =
            "\ufffd[2J\ufffd]0;owned\ufffd \ufffd31m \ufffdgnp.exe\ufffd \ufffd\ufffd\ufffd\ufffd kräftig 交易 🚀";

    @Test
    void leavesNothingThatSteersATerminal() {
        assertThat(Printable.line(HOSTILE)).isEqualTo(HARMLESS);
        assertThat(Printable.lines(HOSTILE + "\n\tnext")).isEqualTo(HARMLESS + "\n\tnext");
    }

    @Test
    void keepsOneLineOne() {
        assertThat(Printable.line("Traceback\r\nKeyError:\t'x'\n2026-01-01 INFO forged"))
                .isEqualTo("Traceback ⏎ KeyError: 'x' ⏎ 2026-01-01 INFO forged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "two\nlines", "a\tb", "kräftig 交易 🚀 \ufffd"})
    void changesNothingElse(String text) {
        assertThat(Printable.lines(text)).isEqualTo(text);
    }

    @Test
    void keepsTheMeaningOfJson() throws Exception {
        ObjectMapper json = new ObjectMapper();
        String document = json.createObjectNode().put("words", HOSTILE).toPrettyString();

        String printed = Printable.json(document);

        assertThat(printed.replace("\n", "")
                        .codePoints()
                        .map(Character::getType)
                        .boxed())
                .doesNotContain((int) Character.CONTROL, (int) Character.FORMAT, (int) Character.LINE_SEPARATOR);
        assertThat(json.readTree(printed)).isEqualTo(json.readTree(document));
    }

    @Test
    void isWhatTheLogWrites() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        OutputStreamAppender<ILoggingEvent> log = (OutputStreamAppender<ILoggingEvent>) root.getAppender("log");
        LoggingEvent event = new LoggingEvent(
                "here", root, Level.WARN, "the bot said {}", new IllegalStateException(HOSTILE), new Object[] {
                    HOSTILE + "\nforged"
                });

        String written = new String(log.getEncoder().encode(event), StandardCharsets.UTF_8);

        assertThat(written).contains("the bot said " + HARMLESS + " ⏎ forged\n", "IllegalStateException: " + HARMLESS);
    }

    @Test
    void isWhatReportersPrint() {
        StringWriter out = new StringWriter();

        Reporter.toPeople(new PrintWriter(out)).tell(new Event("step", HOSTILE));

        assertThat(out.toString().strip()).isEqualTo(HARMLESS);
    }
}
