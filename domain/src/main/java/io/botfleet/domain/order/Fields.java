package io.botfleet.domain.order;

import io.botfleet.domain.document.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The members of one JSON object, read by name; what nobody asked for is refused at the end. */
final class Fields {
    /** Never leaves this package: {@link Payload#read} turns it into a result. */
    static final class Refused extends RuntimeException {
        private final String field;
        private final String why;

        Refused(String field, String why) {
            super(field + ": " + why, null, false, false);
            this.field = field;
            this.why = why;
        }

        String field() {
            return field;
        }

        String why() {
            return why;
        }
    }

    private final String path;
    private final Json.Members members;
    private final Set<String> known = new HashSet<>();

    private Fields(String path, Json.Members members) {
        this.path = path;
        this.members = members;
    }

    static Fields of(Json json, String path) {
        if (json instanceof Json.Members members) {
            return new Fields(path, members);
        }
        throw new Refused(path.isEmpty() ? "payload" : path, "must be an object");
    }

    Refused refuse(String name, String why) {
        return new Refused(path.isEmpty() ? name : path + "." + name, why);
    }

    Optional<Json> find(String name) {
        known.add(name);
        return members.get(name);
    }

    private Json need(String name) {
        return find(name).orElseThrow(() -> refuse(name, "is missing"));
    }

    Fields object(String name) {
        return of(need(name), path.isEmpty() ? name : path + "." + name);
    }

    Optional<Fields> optionalObject(String name) {
        return find(name).map(json -> of(json, path.isEmpty() ? name : path + "." + name));
    }

    String text(String name, Pattern form, String described) {
        return text(name, need(name), form, described);
    }

    private String text(String name, Json json, Pattern form, String described) {
        if (json instanceof Json.Text text && form.matcher(text.value()).matches()) {
            return text.value();
        }
        throw refuse(name, "must be " + described);
    }

    List<String> texts(String name, int most, Pattern form, String described) {
        if (!(need(name) instanceof Json.Items items)
                || items.values().isEmpty()
                || items.values().size() > most) {
            throw refuse(name, "must be a list of 1 to " + most + " values");
        }
        List<String> texts = new ArrayList<>();
        for (Json item : items.values()) {
            String each = name + "[" + texts.size() + "]";
            String value = text(each, item, form, described);
            if (texts.contains(value)) {
                throw refuse(each, "is in the list twice");
            }
            texts.add(value);
        }
        return texts;
    }

    long integer(String name, long least, long most) {
        if (need(name) instanceof Json.Numeral numeral) {
            BigDecimal value = numeral.value();
            if (value.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                    && value.stripTrailingZeros().scale() <= 0
                    && value.longValue() >= least
                    && value.longValue() <= most) {
                return value.longValue();
            }
        }
        throw refuse(name, "must be a whole number from " + least + " to " + most);
    }

    boolean bool(String name, boolean otherwise) {
        return switch (find(name).orElse(new Json.Bool(otherwise))) {
            case Json.Bool bool -> bool.value();
            case Json _ -> throw refuse(name, "must be true or false");
        };
    }

    void refuseOthers() {
        for (String name : members.values().keySet()) {
            if (!known.contains(name)) {
                // The name is the sender's and could be a misplaced key: only what reads like a field is repeated.
                throw name.matches("[a-z][A-Za-z_]{0,23}")
                        ? refuse(name, "is not a known field")
                        : new Refused(path.isEmpty() ? "payload" : path, "has a field that is not known");
            }
        }
    }
}
