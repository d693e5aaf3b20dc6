package io.botfleet.adapters.git.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.domain.chain.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads so much of YAML as every parser reads alike, whichever of 1.1 and 1.2 it is for, and refuses the rest by its line:
 * Helm's (go-yaml) takes {@code no} and {@code 0x10} for a boolean and a number, which YAML 1.2 does not, lets the last one
 * of two equal keys win, and merges {@code <<}.
 */
final class PlainYaml {
    /** Refused; the words name a line and no value. */
    static final class Unclear extends Exception {
        Unclear(String what) {
            super(what, null, false, false);
        }
    }

    private static final int LARGEST = 1 << 20;
    /** Values have three, and the chart's six; each takes a call of its own, and a stack ends at some thousands. */
    private static final int MOST_LEVELS = 32;

    /** Line breaks of YAML 1.1 alone, a mark of byte order, tabs, and escapes that Helm's parser does not know. */
    private static final Pattern UNALIKE =
            Pattern.compile("[\\t\\u0085\\u2028\\u2029\\ufeff]|(?<!\\\\)(\\\\\\\\)*\\\\(/|u[dD][89a-fA-F])");

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,18})\\.[0-9]{1,18}");
    private static final Pattern TEXT = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./@+-]*|[0-9]+(m|k|[KMGT]i|[MGT])");
    private static final Pattern BLOCK_TEXT = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./@+:-]*");
    private static final Pattern NO_TEXT = Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n");

    private final Iterator<Event> events;
    private int flows;
    private int levels;

    private PlainYaml(Iterator<Event> events) {
        this.events = events;
    }

    /** The one mapping that a file holds. */
    static ObjectNode read(Bytes yaml) throws Unclear {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(yaml.toArray()))
                    .toString();
        } catch (CharacterCodingException noText) {
            throw new Unclear("not UTF-8");
        }
        var unalike = UNALIKE.matcher(text);
        if (unalike.find()) {
            long line = 1
                    + text.substring(0, unalike.start())
                            .chars()
                            .filter(each -> each == '\n')
                            .count();
            throw new Unclear("line " + line + ": a character or an escape that YAML parsers read differently");
        }
        try {
            LoadSettings settings =
                    LoadSettings.builder().setCodePointLimit(LARGEST).build();
            return new PlainYaml(new Parse(settings).parseString(text).iterator()).document();
        } catch (MarkedYamlEngineException noYaml) {
            throw new Unclear(noYaml.getProblemMark()
                            .map(mark -> "line " + (mark.getLine() + 1) + ": ")
                            .orElse("") + "not YAML");
        } catch (YamlEngineException noYaml) {
            throw new Unclear("not YAML");
        }
    }

    private ObjectNode document() throws Unclear {
        Event event = events.next();
        while (event.getEventId() == Event.ID.StreamStart || event.getEventId() == Event.ID.DocumentStart) {
            if (event instanceof DocumentStartEvent start
                    && (start.getSpecVersion().isPresent() || !start.getTags().isEmpty())) {
                throw unclear(event, "a directive");
            }
            event = events.next();
        }
        if (!(node(event) instanceof ObjectNode mapping)) {
            throw unclear(event, "no mapping");
        }
        while (events.hasNext()) {
            Event rest = events.next();
            if (rest.getEventId() == Event.ID.DocumentStart) {
                throw unclear(rest, "a second document");
            }
        }
        return mapping;
    }

    private JsonNode node(Event event) throws Unclear {
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            throw unclear(event, "an anchor or an alias");
        }
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case MappingStartEvent mapping -> mapping(mapping);
            case SequenceStartEvent sequence -> sequence(sequence);
            default -> throw unclear(event, "no value");
        };
    }

    private ObjectNode mapping(MappingStartEvent start) throws Unclear {
        requireNoTag(start, start.getTag());
        enter(start, start.isFlow());
        ObjectNode mapping = JsonNodeFactory.instance.objectNode();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            String key = key(event);
            if (mapping.has(key)) {
                throw unclear(event, "a key for the second time");
            }
            mapping.set(key, node(events.next()));
        }
        leave(start.isFlow());
        return mapping;
    }

    private static String key(Event event) throws Unclear {
        if (!(event instanceof ScalarEvent scalar) || scalar.getAnchor().isPresent()) {
            throw unclear(event, "a key that is no text");
        }
        requireNoTag(event, scalar.getTag());
        String key = scalar.getValue();
        boolean clear = scalar.getScalarStyle() == ScalarStyle.PLAIN
                ? TEXT.matcher(key).matches() && !NO_TEXT.matcher(key).matches()
                : !key.equals("<<");
        if (!clear) {
            throw unclear(event, "a key that YAML parsers read differently; put it in quotes");
        }
        return key;
    }

    private ArrayNode sequence(SequenceStartEvent start) throws Unclear {
        requireNoTag(start, start.getTag());
        enter(start, start.isFlow());
        ArrayNode sequence = JsonNodeFactory.instance.arrayNode();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            sequence.add(node(event));
        }
        leave(start.isFlow());
        return sequence;
    }

    private JsonNode scalar(ScalarEvent scalar) throws Unclear {
        requireNoTag(scalar, scalar.getTag());
        String value = scalar.getValue();
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return nodes.textNode(value);
        }
        if (value.isEmpty() || value.equals("null") || value.equals("~")) {
            return nodes.nullNode();
        }
        if (value.equals("true") || value.equals("false")) {
            return nodes.booleanNode(value.equals("true"));
        }
        if (INTEGER.matcher(value).matches()) {
            return nodes.numberNode(new BigInteger(value));
        }
        if (DECIMAL.matcher(value).matches()) {
            return nodes.numberNode(new BigDecimal(value));
        }
        Pattern text = flows == 0 ? BLOCK_TEXT : TEXT;
        if ((text.matcher(value).matches() || TEXT.matcher(value).matches())
                && !NO_TEXT.matcher(value).matches()) {
            return nodes.textNode(value);
        }
        throw unclear(scalar, "a value that YAML parsers read differently; put it in quotes");
    }

    private void enter(Event start, boolean flow) throws Unclear {
        levels++;
        flows += flow ? 1 : 0;
        if (levels > MOST_LEVELS) {
            throw unclear(start, "too many levels");
        }
    }

    private void leave(boolean flow) {
        levels--;
        flows -= flow ? 1 : 0;
    }

    private static void requireNoTag(Event event, Optional<String> tag) throws Unclear {
        if (tag.isPresent()) {
            throw unclear(event, "a tag");
        }
    }

    private static Unclear unclear(Event event, String what) {
        return new Unclear(event.getStartMark()
                        .map(mark -> "line " + (mark.getLine() + 1) + ": ")
                        .orElse("")
                + what);
    }
}
