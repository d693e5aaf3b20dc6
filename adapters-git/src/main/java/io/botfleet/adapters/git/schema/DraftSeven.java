package io.botfleet.adapters.git.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.JDKRegularExpressionFactory;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.resource.DisallowSchemaLoader;
import io.botfleet.domain.chain.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A {@code values.schema.json} that was compiled once, in the dialect that all of Helm 3 knows. */
final class DraftSeven {
    /** The schema can't be used; the words name no value. */
    static final class Broken extends Exception {
        Broken(String what) {
            super(what, null, false, false);
        }
    }

    private static final Set<String> DIALECT =
            Set.of("http://json-schema.org/draft-07/schema#", "http://json-schema.org/draft-07/schema");
    private static final int MOST_TOLD = 3;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);
    /** What Java's expressions have, or mean otherwise, beyond RE2 (https://github.com/google/re2/wiki/Syntax), which is Helm's. */
    private static final Pattern NO_RE2 =
            Pattern.compile("\\(\\?(?![:ims-])|[*+?}]\\+|\\\\[1-9hHkRvVXZGeN]|&&|\\[[^\\]]*\\[");

    private static final JsonSchemaFactory OFFLINE = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V7,
            builder -> builder.schemaLoaders(loaders -> loaders.values(each -> {
                each.clear();
                each.add(DisallowSchemaLoader.getInstance());
            })));
    private static final SchemaValidatorsConfig AS_HELM = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .formatAssertionsEnabled(true)
            .regularExpressionFactory(DraftSeven::expression)
            .build();
    /** Comes with the library. */
    private static final JsonSchema OF_SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(
                    SchemaLocation.of(SchemaId.V7),
                    SchemaValidatorsConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .build());

    private final JsonSchema schema;

    private DraftSeven(JsonSchema schema) {
        this.schema = schema;
    }

    static DraftSeven of(Bytes json) throws Broken {
        JsonNode rules;
        try {
            rules = JSON.readTree(json.toArray());
        } catch (JsonProcessingException noJson) {
            var at = Optional.ofNullable(noJson.getLocation());
            throw new Broken(at.map(place -> "line " + place.getLineNr() + ": ").orElse("") + "not JSON");
        } catch (IOException impossible) {
            throw new Broken("not JSON");
        }
        if (rules.hasNonNull("$schema")
                && !DIALECT.contains(rules.get("$schema").asText())) {
            throw new Broken("$schema names another dialect than draft-07");
        }
        Set<ValidationMessage> wrong = OF_SCHEMAS.validate(rules);
        if (!wrong.isEmpty()) {
            throw new Broken("no schema of draft-07: " + told(wrong));
        }
        try {
            JsonSchema compiled = OFFLINE.getSchema(rules, AS_HELM);
            compiled.initializeValidators();
            return new DraftSeven(compiled);
        } catch (JsonSchemaException | IllegalArgumentException unusable) {
            throw new Broken(
                    "it has a reference that leads nowhere here, or an expression that Helm does not know; nothing is fetched");
        } catch (StackOverflowError endless) {
            throw new Broken("it refers to itself without end");
        }
    }

    private static RegularExpression expression(String pattern) {
        if (NO_RE2.matcher(pattern).find()) {
            throw new IllegalArgumentException("Helm's expressions have no such thing");
        }
        return JDKRegularExpressionFactory.getInstance().getRegularExpression(pattern);
    }

    /** The places that break a rule, each as JSON pointer and keyword; empty where there is none. */
    Optional<String> refusal(JsonNode values) throws Broken {
        try {
            Set<ValidationMessage> broken = schema.validate(values);
            return broken.isEmpty() ? Optional.empty() : Optional.of(told(broken));
        } catch (JsonSchemaException | IllegalArgumentException unusable) {
            throw new Broken(
                    "it has a reference that leads nowhere here, or an expression that Helm does not know; nothing is fetched");
        } catch (StackOverflowError endless) {
            throw new Broken("it refers to itself without end");
        }
    }

    private static String told(Set<ValidationMessage> broken) {
        List<String> places = broken.stream().map(DraftSeven::place).distinct().toList();
        return places.stream().limit(MOST_TOLD).collect(Collectors.joining(", "))
                + (places.size() > MOST_TOLD ? " and " + (places.size() - MOST_TOLD) + " more" : "");
    }

    private static String place(ValidationMessage message) {
        String pointer = message.getInstanceLocation().toString();
        return (pointer.isEmpty() ? "the whole" : pointer) + " breaks " + message.getType()
                + Optional.ofNullable(message.getProperty())
                        .map(name -> " " + name)
                        .orElse("");
    }
}
