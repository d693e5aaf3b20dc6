package io.botfleet.bootstrap.local;

import io.botfleet.application.failure.Permanent;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where this copy of botfleet lies: its chart, its image's files and what npm installed.
 *
 * @param home the checkout's folder
 */
public record Installation(Path home) {
    private static final List<String> INHERITED =
            List.of("-XX:", "-Xlog:", "--enable-native-access", "--sun-misc-unsafe-memory-access");

    /** The folder that {@code ./botfleet} names; throws {@link Permanent} without it. */
    public static Installation current() {
        String home = System.getProperty("botfleet.home");
        if (home == null || !Files.isDirectory(Path.of(home))) {
            throw new Permanent("start botfleet by its own script, ./botfleet: -Dbotfleet.home is missing");
        }
        return new Installation(Path.of(home).toAbsolutePath().normalize());
    }

    Path chart() {
        return home.resolve("infra/charts/freqtrade");
    }

    Path docker() {
        return home.resolve("infra/docker");
    }

    Path nodeModules() {
        return home.resolve("adapters-blockchain/contracts/node_modules");
    }

    /**
     * The first words of a command that starts another of our processes: this one's Java, flags and classes, and a heap of
     * its own size.
     */
    static List<String> java(String heap) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> INHERITED.stream().anyMatch(flag::startsWith))
                .forEach(command::add);
        command.addAll(List.of("-Xmx" + heap, "-cp", System.getProperty("java.class.path")));
        return List.copyOf(command);
    }
}
