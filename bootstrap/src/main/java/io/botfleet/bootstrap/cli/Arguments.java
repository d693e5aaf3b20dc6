package io.botfleet.bootstrap.cli;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.util.function.Function;
import picocli.CommandLine;

/** Arguments as the domain reads them, with its words where they are wrong. */
final class Arguments {
    private static final int LAST_PORT = 65_535;

    private Arguments() {}

    /** A command's number. */
    static final class Command implements CommandLine.ITypeConverter<CommandId> {
        @Override
        public CommandId convert(String text) {
            return read(text.startsWith("#") ? text.substring(1) : text, CommandId::parse);
        }
    }

    /** A client's id, like cliente-001. */
    static final class Client implements CommandLine.ITypeConverter<ClientId> {
        @Override
        public ClientId convert(String text) {
            return read(text, ClientId::parse);
        }
    }

    /** An account or a contract. */
    static final class Account implements CommandLine.ITypeConverter<Address> {
        @Override
        public Address convert(String text) {
            return read(text, Address::new);
        }
    }

    /** Where a server is to listen; 0 would be any port, which nobody could find again. */
    static final class Port implements CommandLine.ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return read(text, Port::parse);
        }

        private static int parse(String text) {
            if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > LAST_PORT) {
                throw new IllegalArgumentException("a port is a number from 1 to " + LAST_PORT + ", not " + text);
            }
            return Integer.parseInt(text);
        }
    }

    private static <T> T read(String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new CommandLine.TypeConversionException(wrong.getMessage());
        }
    }
}
