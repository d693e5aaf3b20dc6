package io.botfleet.adapters.rest;

import io.botfleet.adapters.rest.problem.Refusal;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what a caller wrote into a path or a query; what can't be read is refused by the name of its place. */
public final class Asked {
    private Asked() {}

    public static CommandId command(String name, String text) {
        return read(name, text, CommandId::parse, "must be a whole number from 1");
    }

    public static Optional<CommandId> optionalCommand(String name, @Nullable String text) {
        return Optional.ofNullable(text).map(given -> command(name, given));
    }

    public static ClientId client(String name, String text) {
        return read(name, text, ClientId::parse, "must look like cliente-001");
    }

    public static Optional<ClientId> optionalClient(String name, @Nullable String text) {
        return Optional.ofNullable(text).map(given -> client(name, given));
    }

    public static Hash transaction(String name, String text) {
        return read(name, text, Hash::new, "must be 0x and 64 hexadecimal digits");
    }

    /** How many, from 1 to {@code most}; {@code otherwise} where nothing was asked. */
    public static int count(String name, @Nullable String text, int otherwise, int most) {
        String why = "must be a whole number from 1 to " + most;
        int count = text == null ? otherwise : read(name, text, Integer::parseInt, why);
        if (count < 1 || count > most) {
            throw Refusal.invalid(name, why);
        }
        return count;
    }

    /** A place in the journal, from 0. */
    public static long sequence(String name, String text) {
        String why = "must be a whole number from 0";
        long sequence = read(name, text, Long::parseLong, why);
        if (sequence < 0) {
            throw Refusal.invalid(name, why);
        }
        return sequence;
    }

    private static <T> T read(String name, String text, Function<String, T> reader, String why) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException unreadable) {
            throw Refusal.invalid(name, why);
        }
    }
}
