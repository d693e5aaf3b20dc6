package io.botfleet.domain.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads YAML 1.2, of which JSON is a part, by a library that knows nothing of ours. */
public final class Parsed {
    private Parsed() {}

    public static Json yaml(String text) {
        return json(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    public static Json.Members object(String text) {
        return (Json.Members) yaml(text);
    }

    private static Json json(@Nullable Object value) {
        return switch (value) {
            case null -> new Json.Null();
            case String text -> Json.of(text);
            case Boolean bool -> Json.of(bool);
            case Integer number -> Json.of(number);
            case Long number -> Json.of(number);
            case BigInteger number -> Json.of(new BigDecimal(number));
            case Double number -> Json.of(BigDecimal.valueOf(number));
            case List<?> items ->
                new Json.Items(items.stream().map(Parsed::json).toList());
            case Map<?, ?> members -> {
                Map<String, Json> read = new LinkedHashMap<>();
                members.forEach((name, member) -> read.put((String) name, json(member)));
                yield new Json.Members(read);
            }
            default -> throw new IllegalArgumentException("not JSON: " + value.getClass());
        };
    }
}
