package io.botfleet.adapters.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A main class in a JVM of its own, with the Java, class path and PATH of the tests. */
public final class JavaProgram {
    private JavaProgram() {}

    public static Launch of(Class<?> main, Path config, Path log, int port) {
        return new Launch(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        config.toString()),
                log.resolveSibling(""),
                Map.of("PATH", System.getenv("PATH")),
                log,
                OptionalInt.of(port));
    }
}
