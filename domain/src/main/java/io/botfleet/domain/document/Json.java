package io.botfleet.domain.document;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value (RFC 8259), immutable; objects keep the order in which their members were put. */
public sealed interface Json {
    record Text(String value) implements Json {}

    record Numeral(BigDecimal value) implements Json {}

    record Bool(boolean value) implements Json {}

    record Null() implements Json {}

    record Items(List<Json> values) implements Json {
        public Items {
            values = List.copyOf(values);
        }
    }

    record Members(Map<String, Json> values) implements Json {
        public Members {
            values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        public Optional<Json> get(String name) {
            return Optional.ofNullable(values.get(name));
        }

        public Members with(String name, Json value) {
            Map<String, Json> next = new LinkedHashMap<>(values);
            next.put(name, value);
            return new Members(next);
        }

        public Members without(String name) {
            Map<String, Json> next = new LinkedHashMap<>(values);
            next.remove(name);
            return new Members(next);
        }
    }

    Members EMPTY = new Members(Map.of());

    static Json of(String value) {
        return new Text(value);
    }

    static Json of(long value) {
        return new Numeral(BigDecimal.valueOf(value));
    }

    static Json of(BigDecimal value) {
        return new Numeral(value);
    }

    static Json of(boolean value) {
        return new Bool(value);
    }

    static Items texts(Collection<String> values) {
        List<Json> items = new ArrayList<>();
        values.forEach(value -> items.add(of(value)));
        return new Items(items);
    }
}
