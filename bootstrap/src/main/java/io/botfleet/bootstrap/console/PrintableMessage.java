package io.botfleet.bootstrap.console;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** The message of a log event on one line; {@code logback.xml} names it. */
public final class PrintableMessage extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Printable.line(String.valueOf(super.convert(event)));
    }
}
