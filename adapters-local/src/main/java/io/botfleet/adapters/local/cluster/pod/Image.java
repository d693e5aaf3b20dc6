package io.botfleet.adapters.local.cluster.pod;

import java.nio.file.Path;
import java.util.Map;

/**
 * What stands for a container image on one machine.
 *
 * @param commands the programs on its PATH, by name; {@code sh}, {@code psql} and the like come from the machine
 * @param files what it holds in the working directory, by name; linked, never copied
 * @param environment what its programs need beside what the manifests say
 */
public record Image(Map<String, Path> commands, Map<String, Path> files, Map<String, String> environment) {
    public Image {
        commands = commands == null ? Map.of() : Map.copyOf(commands);
        files = files == null ? Map.of() : Map.copyOf(files);
        environment = environment == null ? Map.of() : Map.copyOf(environment);
    }
}
