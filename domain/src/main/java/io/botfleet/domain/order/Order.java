package io.botfleet.domain.order;

/** What a command asks for, without anything secret. */
public sealed interface Order permits StartTrading, StopTrading, RunBacktest {
    /** The word that names this kind of order in a payload's {@code type}. */
    String type();

    /** Whether it waits its turn among what the client commands of its bot; what does not is carried out beside that. */
    default boolean concernsTheBot() {
        return true;
    }
}
