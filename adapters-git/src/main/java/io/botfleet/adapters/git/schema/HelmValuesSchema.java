package io.botfleet.adapters.git.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.application.gitops.ValuesSchema;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.gitops.RepositoryPath;
import java.util.Map;
import java.util.Optional;

/**
 * Does to values what Helm 3 does before it renders: puts the chart's own under them and holds both against
 * {@code values.schema.json} (https://helm.sh/docs/topics/charts/#schema-files). YAML that parsers read differently is
 * refused. A schema is compiled when its bytes are others than the last time.
 */
public final class HelmValuesSchema implements ValuesSchema {
    private sealed interface Rules {
        record Usable(DraftSeven schema) implements Rules {}

        record Unusable(String why) implements Rules {}
    }

    private record Compiled(Bytes schema, Rules rules) {}

    private volatile Optional<Compiled> last = Optional.empty();

    @Override
    public Optional<String> refusal(Chart chart, Bytes values) {
        return switch (rules(chart.schema())) {
            case Rules.Unusable unusable -> Optional.of(unusable.why());
            case Rules.Usable usable -> refusal(usable.schema(), chart.defaults(), values);
        };
    }

    private static Optional<String> refusal(DraftSeven schema, Optional<Bytes> defaults, Bytes values) {
        Optional<ObjectNode> under;
        try {
            under = defaults.isPresent() ? Optional.of(PlainYaml.read(defaults.get())) : Optional.empty();
        } catch (PlainYaml.Unclear unclear) {
            return Optional.of(RepositoryPath.CHART_VALUES + " can't be used: " + unclear.getMessage());
        }
        try {
            ObjectNode merged = PlainYaml.read(values);
            under.ifPresent(each -> fill(merged, each));
            return schema.refusal(merged);
        } catch (PlainYaml.Unclear unclear) {
            return Optional.of("the values, " + unclear.getMessage());
        } catch (DraftSeven.Broken broken) {
            return Optional.of(unusable(broken));
        }
    }

    /** As Helm: a file's value wins, objects are merged key by key, and a null takes the chart's own value away. */
    private static void fill(ObjectNode file, ObjectNode defaults) {
        for (Map.Entry<String, JsonNode> each : defaults.properties()) {
            JsonNode own = file.get(each.getKey());
            if (own == null) {
                file.set(each.getKey(), each.getValue());
            } else if (own.isNull()) {
                file.remove(each.getKey());
            } else if (own instanceof ObjectNode inner && each.getValue() instanceof ObjectNode under) {
                fill(inner, under);
            }
        }
    }

    private Rules rules(Bytes schema) {
        return last.filter(known -> known.schema().equals(schema))
                .map(Compiled::rules)
                .orElseGet(() -> {
                    Rules rules = compile(schema);
                    last = Optional.of(new Compiled(schema, rules));
                    return rules;
                });
    }

    private static Rules compile(Bytes schema) {
        try {
            return new Rules.Usable(DraftSeven.of(schema));
        } catch (DraftSeven.Broken broken) {
            return new Rules.Unusable(unusable(broken));
        }
    }

    private static String unusable(DraftSeven.Broken broken) {
        return RepositoryPath.CHART_SCHEMA + " can't be used: " + broken.getMessage();
    }
}
