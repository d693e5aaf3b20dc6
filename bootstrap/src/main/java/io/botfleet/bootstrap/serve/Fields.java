package io.botfleet.bootstrap.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A JSON object that is read field by field. What is missing or of the wrong kind is a problem with its path, and so is
 * what nobody has read: a misspelt field must not pass for one that was left out.
 */
final class Fields {
    private final String path;
    private final JsonNode object;
    private final Problems problems;
    private final Set<String> read = new TreeSet<>();

    private Fields(String path, JsonNode object, Problems problems) {
        this.path = path;
        this.object = object;
        this.problems = problems;
    }

    /** The whole file. */
    static Fields of(JsonNode document, Problems problems) {
        if (!document.isObject()) {
            problems.add("", "it is no JSON object");
            return new Fields("", JsonNodeFactory.instance.objectNode(), problems);
        }
        return new Fields("", document, problems);
    }

    Problems problems() {
        return problems;
    }

    /** Where a field is, for the words about it. */
    String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The fields of an object; where there is none, that is one problem and not one for each of its fields. */
    Optional<Fields> object(String name) {
        return required(name)
                .filter(value -> expect(name, value.isObject(), "an object"))
                .map(value -> new Fields(pathOf(name), value, problems));
    }

    /** @param rule what the text has to be like, in words */
    Optional<String> text(String name, Predicate<String> fits, String rule) {
        return required(name)
                .filter(value -> expect(name, value.isTextual() && fits.test(value.textValue()), rule))
                .map(JsonNode::textValue);
    }

    /** One text at the least. */
    Optional<List<String>> texts(String name, Predicate<String> fits, String rule) {
        return required(name)
                .filter(value -> expect(
                        name,
                        value.isArray()
                                && !value.isEmpty()
                                && value.valueStream()
                                        .allMatch(each -> each.isTextual() && fits.test(each.textValue())),
                        rule))
                .map(value -> value.valueStream().map(JsonNode::textValue).toList());
    }

    /** @param of what is at the path, in words */
    Optional<Path> absolutePath(String name, String of) {
        return text(name, text -> text.matches("/[^\\x00]+"), "the absolute path of " + of)
                .map(Path::of);
    }

    Optional<Long> number(String name, long least, long most) {
        String rule = "a whole number from " + least + " to " + most;
        return required(name)
                .filter(value -> expect(
                        name,
                        value.isIntegralNumber()
                                && value.canConvertToLong()
                                && value.longValue() >= least
                                && value.longValue() <= most,
                        rule))
                .map(JsonNode::longValue);
    }

    /** Whether a field that may be left out is there. */
    boolean has(String name) {
        return object.has(name);
    }

    private Optional<JsonNode> required(String name) {
        read.add(name);
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            problems.add(pathOf(name), "is missing");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    private boolean expect(String name, boolean fits, String rule) {
        if (!fits) {
            problems.add(pathOf(name), "is not " + rule);
        }
        return fits;
    }

    /** To be called when every field has been read: names those that nobody asked for. */
    void end() {
        object.fieldNames().forEachRemaining(name -> {
            if (!read.contains(name)) {
                problems.add(pathOf(name), "is no field of a configuration");
            }
        });
    }
}
