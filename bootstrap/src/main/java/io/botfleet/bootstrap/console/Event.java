package io.botfleet.bootstrap.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One thing that happened, for people in words and for programs as a JSON object, whose member {@code event} says what it
 * was. It never changes; values of secrets have no place in either.
 */
public final class Event {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String words;
    private final ObjectNode document;

    public Event(String name, String words) {
        this(words, JSON.objectNode().put("event", name));
    }

    private Event(String words, ObjectNode document) {
        this.words = words;
        this.document = document;
    }

    public Event with(String name, String value) {
        return with(name, JSON.textNode(value));
    }

    public Event with(String name, long value) {
        return with(name, JSON.numberNode(value));
    }

    public Event with(String name, double value) {
        return with(name, JSON.numberNode(value));
    }

    public Event with(String name, boolean value) {
        return with(name, JSON.booleanNode(value));
    }

    public Event with(String name, List<String> values) {
        ArrayNode list = JSON.arrayNode();
        values.forEach(list::add);
        return with(name, list);
    }

    private Event with(String name, JsonNode value) {
        if (document.has(name)) {
            throw new IllegalArgumentException("the event has a member " + name + " already");
        }
        ObjectNode more = document.deepCopy();
        more.set(name, value);
        return new Event(words, more);
    }

    /** For people: one line or a few; empty for what is told to programs alone. */
    public String words() {
        return words;
    }

    /** For programs: on one line, whatever the values are. */
    public String json() {
        return document.toString();
    }
}
