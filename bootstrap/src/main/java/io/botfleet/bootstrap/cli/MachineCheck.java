package io.botfleet.bootstrap.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a machine has what botfleet needs. */
final class MachineCheck {
    private static final int LEAST_JAVA = 25;
    private static final int LEAST_NODE = 20;
    private static final long LEAST_DISK = 2L << 30;
    private static final long PATIENCE_SECONDS = 10;
    private static final Pattern NUMBER = Pattern.compile("(\\d+)(\\.\\d+)*");

    private final Path home;
    private final Path data;

    /** @param home the checkout that the program was built in */
    MachineCheck(Path home, Path data) {
        this.home = home;
        this.data = data;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(tool("node", LEAST_NODE, "Install Node.js " + LEAST_NODE + " or later from https://nodejs.org."));
        findings.add(tool("npm", 0, "It comes with Node.js."));
        findings.add(tool("psql", 0, "Debian: apt-get install postgresql-client. macOS: brew install libpq."));
        findings.add(tool("git", 0, "Debian: apt-get install git. macOS: xcode-select --install."));
        findings.add(tool("setsid", 0, "Debian: apt-get install util-linux."));
        findings.add(anvil());
        findings.add(disk());
        return findings;
    }

    private static Finding java() {
        int version = Runtime.version().feature();
        return version >= LEAST_JAVA
                ? Finding.fine("java", Runtime.version().toString())
                : Finding.missing(
                        "java", "version " + version, "Install JDK " + LEAST_JAVA + " from https://adoptium.net.");
    }

    private static Finding tool(String name, int least, String remedy) {
        Optional<String> said = version(name);
        if (said.isEmpty()) {
            return Finding.missing(name, "not found", remedy);
        }
        Matcher number = NUMBER.matcher(said.get());
        boolean old = least > 0 && (!number.find() || Integer.parseInt(number.group(1)) < least);
        return old ? Finding.missing(name, said.get(), remedy) : Finding.fine(name, said.get());
    }

    /** The first line of what a tool says of its version; empty where it can't be run. */
    private static Optional<String> version(String tool) {
        try {
            Process process = new ProcessBuilder(tool, "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return process.exitValue() == 0 ? output.lines().findFirst() : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Finding anvil() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Path binary = home.resolve("adapters-blockchain/contracts/node_modules/@foundry-rs")
                .resolve("anvil-" + system + "-" + processor)
                .resolve("bin/anvil");
        return Files.isExecutable(binary)
                ? Finding.fine("anvil", version(binary.toString()).orElse("is there"))
                : Finding.missing(
                        "anvil",
                        "not in " + binary,
                        "Run npm ci in adapters-blockchain/contracts, or any ./botfleet command, which does.");
    }

    private Finding disk() {
        Path existing = data.toAbsolutePath().normalize();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String found = free / (1 << 20) + " MiB free at " + existing;
            return free >= LEAST_DISK
                    ? Finding.fine("disk", found)
                    : Finding.missing(
                            "disk",
                            found,
                            "A platform needs " + (LEAST_DISK >> 30) + " GiB; choose another --data DIR.");
        } catch (IOException unknown) {
            return Finding.missing("disk", "unknown at " + existing, "Choose a --data DIR that can be used.");
        }
    }
}
