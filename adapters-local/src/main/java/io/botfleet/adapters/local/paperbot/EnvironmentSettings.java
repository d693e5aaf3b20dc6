package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Freqtrade's {@code FREQTRADE__SECTION__KEY} variables, which win over every file.
 *
 * <p>Values that look like numbers or booleans become such, even where a text is wanted: an all-digit exchange key is therefore
 * refused by the validation. Only the final names {@code CHAT_ID} and {@code PASSWORD} stay text.
 */
final class EnvironmentSettings {
    private static final String PREFIX = "FREQTRADE__";

    private EnvironmentSettings() {}

    static ObjectNode read(Map<String, String> environment, BotLog log) {
        var settings = Json.object();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                log.info("freqtrade.configuration.environment_vars", "Loading variable '" + name + "'");
                place(settings, name.substring(PREFIX.length()).split("__"), value);
            }
        });
        return settings;
    }

    private static void place(ObjectNode settings, String[] path, String value) {
        var branch = Json.object();
        var leaf = branch;
        for (var i = 0; i < path.length - 1; i++) {
            leaf = leaf.putObject(path[i].toLowerCase(Locale.ROOT));
        }
        var last = path[path.length - 1];
        var key = last.toLowerCase(Locale.ROOT);
        if (last.equals("CHAT_ID") || last.equals("PASSWORD")) {
            leaf.put(key, value);
        } else if (value.matches("\\s*[+-]?\\d+\\s*")) {
            leaf.put(key, new BigInteger(value.strip().replace("+", "")));
        } else if (value.matches("\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*")) {
            leaf.put(key, Double.parseDouble(value));
        } else if (value.equalsIgnoreCase("t") || value.equalsIgnoreCase("true")) {
            leaf.put(key, true);
        } else if (value.equalsIgnoreCase("f") || value.equalsIgnoreCase("false")) {
            leaf.put(key, false);
        } else {
            leaf.put(key, value);
        }
        Json.merge(branch, settings);
    }
}
