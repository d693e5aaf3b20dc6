package io.botfleet.testkit.memory;

import io.botfleet.application.gitops.ValuesSchema;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Knows schemas that take all, or nothing, or {@code require} keys of the whole document; one that says more refuses all. */
public final class InMemoryValuesSchema implements ValuesSchema {
    private static final String BROKEN = "the chart's schema can't be used";

    @Override
    public Optional<String> refusal(Chart chart, Bytes values) {
        Json.Members merged = Json.EMPTY;
        try {
            if (chart.defaults().isPresent()) {
                merged = ValuesYaml.read(chart.defaults().get());
            }
        } catch (IllegalArgumentException | YamlEngineException unreadable) {
            return Optional.of("the chart's own values can't be read");
        }
        try {
            for (var each : ValuesYaml.read(values).values().entrySet()) {
                merged = merged.with(each.getKey(), each.getValue());
            }
        } catch (IllegalArgumentException | YamlEngineException unreadable) {
            return Optional.of("the values can't be read");
        }
        return switch (chart.schema().utf8().strip()) {
            case "true" -> Optional.empty();
            case "false" -> Optional.of("the values: false");
            default -> missing(chart.schema(), merged.values().keySet());
        };
    }

    private static Optional<String> missing(Bytes schema, Set<String> keys) {
        List<String> missing = new ArrayList<>();
        try {
            Json.Members rules = ValuesYaml.read(schema);
            if (!rules.values().keySet().equals(Set.of("required"))
                    || !(rules.values().get("required") instanceof Json.Items required)) {
                return Optional.of(BROKEN);
            }
            for (Json key : required.values()) {
                if (!(key instanceof Json.Text text)) {
                    return Optional.of(BROKEN);
                }
                if (!keys.contains(text.value())) {
                    missing.add("the values: required " + text.value());
                }
            }
        } catch (IllegalArgumentException | YamlEngineException unreadable) {
            return Optional.of(BROKEN);
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", missing));
    }
}
