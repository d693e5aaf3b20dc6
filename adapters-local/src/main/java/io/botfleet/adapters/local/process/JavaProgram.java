package io.botfleet.adapters.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A program of our own that runs in a JVM of its own, told by one JSON file what to do.
 *
 * @param java the Java program to run it with
 * @param environment all of it, {@code PATH} among it
 */
public record JavaProgram(Path java, String classPath, Map<String, String> environment) {
    public JavaProgram {
        environment = Map.copyOf(environment);
    }

    /** With the Java, the class path and the PATH of this process. */
    public static JavaProgram likeThisOne() {
        return new JavaProgram(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin")));
    }

    /**
     * How to start it.
     *
     * @param folder its own: for its log, {@code NAME.log}, and its temporary files
     */
    public Launch launch(String name, Class<?> main, Path config, Path folder, OptionalInt port) {
        Path temporary = PrivateFiles.folder(folder.resolve("tmp"));
        return new Launch(
                List.of(
                        java.toString(),
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        // Native libraries unpack themselves there, and a killed process leaves them behind.
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        classPath,
                        main.getName(),
                        config.toString()),
                folder,
                environment,
                folder.resolve(name + ".log"),
                port);
    }
}
