package io.botfleet.testkit.memory;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads a values file back, as Helm would. */
public final class ValuesYaml {
    private ValuesYaml() {}

    public static Json.Members read(Bytes yaml) {
        Object loaded =
                new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadFromString(yaml.utf8());
        if (json(loaded) instanceof Json.Members members) {
            return members;
        }
        throw new IllegalArgumentException("a values file holds a mapping");
    }

    private static Json json(Object value) {
        return switch (value) {
            case null -> new Json.Null();
            case String text -> Json.of(text);
            case Boolean bool -> Json.of(bool);
            case Number number -> Json.of(new BigDecimal(number.toString()));
            case List<?> list ->
                new Json.Items(list.stream().map(ValuesYaml::json).toList());
            case Map<?, ?> map -> {
                Json.Members members = Json.EMPTY;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    members = members.with(String.valueOf(entry.getKey()), json(entry.getValue()));
                }
                yield members;
            }
            case Object other -> throw new IllegalArgumentException("no JSON: " + other.getClass());
        };
    }
}
