package io.botfleet.adapters.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ordinary {@code git} of the machine, as a person or another tool uses it on the same repository. */
final class PlainGit {
    private final Path folder;

    PlainGit(Path folder) {
        this.folder = folder;
    }

    static PlainGit bare(Path folder) throws IOException {
        PlainGit made = new PlainGit(Files.createDirectories(folder));
        made.run("init", "--quiet", "--bare", "--initial-branch=main");
        return made;
    }

    Path folder() {
        return folder;
    }

    /** Answers what it prints; throws {@link IllegalStateException} with its complaint where it fails. */
    String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_SYSTEM", "/dev/null");
        for (String who : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + who + "_NAME", "A person");
            environment.put("GIT_" + who + "_EMAIL", "person@example.org");
        }
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String complaint = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("git " + String.join(" ", arguments) + ": " + complaint);
            }
            return output.strip();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    /** In a clone of this repository: change a file, commit, push. Answers the new commit. */
    String pushByHand(String path, Optional<String> content) {
        try {
            Path clone = Files.createTempDirectory(folder.resolveSibling("."), "clone");
            run("clone", "--quiet", folder.toString(), clone.toString());
            PlainGit work = new PlainGit(clone);
            work.run("checkout", "--quiet", "-B", "main");
            Path file = clone.resolve(path);
            if (content.isPresent()) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, content.get());
            } else {
                Files.delete(file);
            }
            work.run("add", "--all");
            work.run("commit", "--quiet", "--message", "By hand");
            work.run("push", "--quiet", "origin", "main");
            return work.run("rev-parse", "HEAD");
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
