package io.botfleet.bootstrap.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that the tests run in, for rules that classes alone can't tell. */
final class Repository {
    static final List<String> MODULES = List.of(
            "domain",
            "application",
            "testkit",
            "adapters-blockchain",
            "adapters-git",
            "adapters-k8s",
            "adapters-local",
            "adapters-postgres",
            "adapters-rest",
            "bootstrap");

    private Repository() {}

    static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("domain/pom.xml"))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException(
                        "not inside a checkout: " + Path.of("").toAbsolutePath());
            }
        }
        return at;
    }

    static Path pom(String module) {
        return root().resolve(module).resolve("pom.xml");
    }

    /** The package that a module's classes live in. */
    static String packageOf(String module) {
        return "io.botfleet." + module.replace("adapters-", "adapters.");
    }

    /** Source files with a type of their own, which is to say without {@code package-info.java}. */
    static List<Path> sources(String module, String kind) {
        Path folder = root().resolve(module).resolve("src").resolve(kind).resolve("java");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
