package io.botfleet.domain.submission;

/** The contract's sequential number of a command, from 1: order and completeness come from it. */
public record CommandId(long number) implements Comparable<CommandId> {
    public CommandId {
        if (number < 1) {
            throw new IllegalArgumentException("command ids start at 1, not " + number);
        }
    }

    /** Reads a decimal number without leading zeros; throws {@link IllegalArgumentException} for anything else. */
    public static CommandId parse(String text) {
        if (!text.matches("[1-9]\\d{0,17}")) {
            throw new IllegalArgumentException("a command id is a whole number from 1, not \"" + text + "\"");
        }
        return new CommandId(Long.parseLong(text));
    }

    @Override
    public int compareTo(CommandId other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
