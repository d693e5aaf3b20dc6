package io.botfleet.bootstrap.local;

import io.botfleet.application.failure.Permanent;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where this copy of botfleet lies: its chart, its image's files and what npm installed.
 *
 * @param home the checkout's folder
 */
public record Installation(Path home) {
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

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
