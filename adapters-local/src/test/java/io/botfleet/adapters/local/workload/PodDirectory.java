package io.botfleet.adapters.local.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A pod's working directory as the chart lays it out, with the scripts run in it by a shell of choice. */
public record PodDirectory(Path root) {
    /** How a script ended, and everything it printed. */
    public record Outcome(int exitCode, String output) {}

    public static PodDirectory in(Path root) throws IOException {
        for (var folder : List.of("config", "scripts", "secrets", "private", "user_data", "tmp", "bin")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.copy(Repository.INIT_SCHEMA, root.resolve("scripts/init-schema.sh"));
        Files.createSymbolicLink(root.resolve("strategies"), Repository.STRATEGIES);
        Files.writeString(root.resolve("config/config.json"), "{}");
        return new PodDirectory(root);
    }

    public PodDirectory secret(String name, String value) throws IOException {
        Files.writeString(root.resolve("secrets").resolve(name), value);
        return this;
    }

    public PodDirectory file(String name, String content) throws IOException {
        Files.writeString(root.resolve(name), content);
        return this;
    }

    /** Puts a program first on the path. */
    public PodDirectory program(String name, String script) throws IOException {
        var file = Files.writeString(root.resolve("bin").resolve(name), script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    public String read(String name) throws IOException {
        return Files.readString(root.resolve(name));
    }

    public Outcome initSchema(String shell, Map<String, String> environment) throws IOException, InterruptedException {
        return run(List.of(shell, "scripts/init-schema.sh"), environment);
    }

    public Outcome entryPoint(String shell, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(shell, Repository.ENTRY_POINT.toString()));
        command.addAll(List.of(arguments));
        return run(command, environment);
    }

    public Process start(List<String> command, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("tmp/output").toFile());
        var inherited = new HashMap<>(builder.environment());
        builder.environment().clear();
        builder.environment().put("PATH", root.resolve("bin") + ":" + inherited.getOrDefault("PATH", "/usr/bin:/bin"));
        builder.environment().put("TMPDIR", root.resolve("tmp").toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    public String output() throws IOException {
        return read("tmp/output");
    }

    private Outcome run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var process = start(command, environment);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after 60 s: " + output());
        }
        return new Outcome(process.exitValue(), output());
    }
}
