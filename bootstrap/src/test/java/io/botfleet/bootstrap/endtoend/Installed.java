package io.botfleet.bootstrap.endtoend;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The program as it was built: {@code ./botfleet} without the part that builds it. */
final class Installed {
    private Installed() {}

    static Path home() {
        return Path.of("..").toAbsolutePath().normalize();
    }

    /** A process that has not started yet; its standard output and error are one. */
    static ProcessBuilder botfleet(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dbotfleet.home=" + home(),
                "-cp",
                jars(),
                "io.botfleet.bootstrap.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    private static String jars() throws IOException {
        Path lib = Path.of("target", "lib").toAbsolutePath();
        try (Stream<Path> files = Files.list(lib)) {
            return String.join(
                    File.pathSeparator, files.map(Path::toString).sorted().toList());
        }
    }

    /**
     * What a command printed and how it ended.
     *
     * @param output standard output and standard error
     */
    record Ran(int exitCode, String output) {}

    static Ran run(String... arguments) throws IOException, InterruptedException {
        return run(botfleet(arguments));
    }

    static Ran run(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }
}
