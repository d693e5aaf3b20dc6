package io.botfleet.bootstrap.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is wrong in a configuration, so that all of it is said at once. */
final class Problems {
    private final List<String> all = new ArrayList<>();

    /** @param path where it is in the file, such as {@code database.port} */
    void add(String path, String what) {
        all.add(path.isEmpty() ? what : path + ": " + what);
    }

    /** What the domain makes of a value, or its words about what is wrong with it. */
    <T> Optional<T> reading(String path, Supplier<T> reader) {
        try {
            return Optional.of(reader.get());
        } catch (IllegalArgumentException wrong) {
            add(path, String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    List<String> all() {
        return List.copyOf(all);
    }
}
