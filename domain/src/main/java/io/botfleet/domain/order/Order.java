package io.botfleet.domain.order;

/** What a command asks for, without anything secret. */
public sealed interface Order permits StartTrading, StopTrading {
    /** The word that names this kind of order in a payload's {@code type}. */
    String type();
}
