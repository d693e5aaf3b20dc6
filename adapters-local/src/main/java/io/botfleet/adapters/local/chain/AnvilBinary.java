package io.botfleet.adapters.local.chain;

import io.botfleet.application.failure.Permanent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Anvil's native binary, in the npm package of this platform: the package {@code anvil} itself is a Node wrapper. */
public final class AnvilBinary {
    private AnvilBinary() {}

    /** Throws {@link Permanent}, saying how to get it, where it is not there. */
    public static Path in(Path nodeModules) {
        String name = "@foundry-rs/anvil-" + platform();
        Path binary = nodeModules.toAbsolutePath().resolve(name).resolve("bin/anvil");
        if (!Files.isExecutable(binary)) {
            throw new Permanent(
                    "anvil is missing: run `npm ci` in adapters-blockchain/contracts, which installs " + name);
        }
        return binary;
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String processor =
                switch (System.getProperty("os.arch")) {
                    case "aarch64", "arm64" -> "arm64";
                    default -> "amd64";
                };
        return system + "-" + processor;
    }
}
