package io.botfleet.bootstrap.local;

import io.botfleet.adapters.local.process.PrivateFiles;
import java.nio.file.Path;

/** Where a local platform keeps everything, by name. */
public record DataDirectory(Path root) {
    public DataDirectory {
        root = root.toAbsolutePath().normalize();
    }

    /** Makes the folders that are not there yet, for this user only. */
    public void prepare() {
        PrivateFiles.folder(root);
        PrivateFiles.folder(secrets());
        PrivateFiles.folder(logs());
        PrivateFiles.folder(run());
    }

    public Path secrets() {
        return root.resolve("secrets");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** What the platform itself logs where nobody follows it. */
    public Path platformLog() {
        return logs().resolve("platform.log");
    }

    /** One file for each process that was started. */
    public Path run() {
        return root.resolve("run");
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    public Path repository() {
        return root.resolve("gitops.git");
    }

    /** When each client's bots started and ended; kept when their pods go. */
    public Path lives() {
        return root.resolve("lives");
    }

    public Path mirror() {
        return root.resolve("mirror");
    }

    /** What a replica beside the platform has for itself while it runs. */
    public Path replica(long pid) {
        return root.resolve("replicas").resolve(Long.toString(pid));
    }

    public Path chain() {
        return root.resolve("chain");
    }

    public Path gateway() {
        return root.resolve("gateway.json");
    }

    public Path platformJson() {
        return root.resolve("platform.json");
    }
}
