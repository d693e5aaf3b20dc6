package io.botfleet.adapters.local.paperbot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The options of one subcommand as Freqtrade's parser (Python's argparse) takes them; the last one of a name wins. */
final class Options {
    /** The one option that takes several values, up to the next option. */
    private static final String SEVERAL = "--timeframes";

    private final Map<String, List<String>> values = new HashMap<>();
    private final Set<String> flags = new HashSet<>();

    /** Arguments that the parser refuses, with its words for why. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String reason) {
            super(reason);
        }
    }

    /** @param withValue options that take one value, by the name under which it is kept */
    Options(List<Map<String, String>> withValue, List<Set<String>> known, List<String> arguments) throws Wrong {
        var names = new HashMap<String, String>();
        withValue.forEach(names::putAll);
        for (var i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (known.stream().anyMatch(some -> some.contains(argument))) {
                flags.add(argument);
                continue;
            }
            var equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            var name = equals < 0 ? argument : argument.substring(0, equals);
            var option = names.get(name);
            if (option == null) {
                throw new Wrong("unrecognized arguments: " + name);
            }
            var several = option.equals(SEVERAL);
            if (equals < 0 && !hasValue(arguments, i + 1)) {
                throw new Wrong("argument " + name + ": expected " + (several ? "at least one" : "one") + " argument");
            }
            var value = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
            values.computeIfAbsent(option, _ -> new ArrayList<>()).add(value);
            while (several && equals < 0 && hasValue(arguments, i + 1)) {
                values.computeIfAbsent(option, _ -> new ArrayList<>()).add(arguments.get(++i));
            }
        }
    }

    private static boolean hasValue(List<String> arguments, int at) {
        return at < arguments.size() && !arguments.get(at).startsWith("-");
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    Optional<String> last(String name) {
        return all(name).isEmpty() ? Optional.empty() : Optional.of(all(name).getLast());
    }

    Optional<String> oneOf(String name, String... choices) throws Wrong {
        var chosen = last(name);
        if (chosen.isPresent() && !List.of(choices).contains(chosen.get())) {
            throw new Wrong("argument " + name + ": invalid choice: '" + chosen.get() + "' (choose from "
                    + String.join(", ", choices) + ")");
        }
        return chosen;
    }

    /** The configuration files, or Freqtrade's own default. */
    List<String> configs() {
        return all("--config").isEmpty() ? List.of("config.json") : all("--config");
    }
}
