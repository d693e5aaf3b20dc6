package io.botfleet.bootstrap.console;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;

/** The trace of a log event, whose messages may hold anything; {@code logback.xml} names it. */
public final class PrintableTrace extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy failure) {
        return Printable.lines(super.throwableProxyToString(failure));
    }
}
