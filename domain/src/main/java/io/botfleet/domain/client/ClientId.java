package io.botfleet.domain.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client, by the number that the contract gave it: the first registration is {@code cliente-001}. */
public record ClientId(int number) implements Comparable<ClientId> {
    private static final Pattern FORM = Pattern.compile("cliente-(\\d{3,9})");

    public ClientId {
        if (number < 1 || number > 999_999_999) {
            throw new IllegalArgumentException("a client number is 1 to 999999999, not " + number);
        }
    }

    /** Reads {@code cliente-001}; throws {@link IllegalArgumentException} for any other form. */
    public static ClientId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a client id looks like cliente-001, not \"" + text + "\"");
        }
        ClientId id = new ClientId(Integer.parseInt(matcher.group(1)));
        if (!id.value().equals(text)) {
            throw new IllegalArgumentException("that client's id is written " + id.value() + ", not \"" + text + "\"");
        }
        return id;
    }

    public String value() {
        return "cliente-" + digits();
    }

    /** The PostgreSQL schema of the client's live bot. */
    public String schema() {
        return "cliente_" + digits();
    }

    /** The schema of dry runs, apart: a live bot would adopt their fictitious trades. */
    public String dryRunSchema() {
        return schema() + "_dry";
    }

    /** The schema that a bot of this kind writes to. */
    public String schemaFor(boolean dryRun) {
        return dryRun ? dryRunSchema() : schema();
    }

    /** The PostgreSQL role that owns both schemas and can log in. */
    public String role() {
        return "bot_" + schema();
    }

    private String digits() {
        return "%03d".formatted(number);
    }

    @Override
    public int compareTo(ClientId other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return value();
    }
}
