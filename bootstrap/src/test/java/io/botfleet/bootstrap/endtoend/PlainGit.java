package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A clone in which somebody works with the program {@code git} and an editor. */
record PlainGit(Path folder) {
    static PlainGit clone(String url, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        PlainGit git = new PlainGit(folder);
        git.run("clone", "--quiet", "--branch", "main", url, ".");
        git.run("config", "user.name", "Somebody");
        git.run("config", "user.email", "somebody@example.org");
        return git;
    }

    String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Installed.Ran ran = Installed.run(new ProcessBuilder(command).directory(folder.toFile()));
        assertThat(ran.exitCode())
                .as("git %s: %s", String.join(" ", arguments), ran.output())
                .isZero();
        return ran.output().strip();
    }

    /** Replaces a text in a file, and pushes that. */
    void edit(String path, String text, String by) throws IOException, InterruptedException {
        run("pull", "--quiet", "--rebase");
        Path file = folder.resolve(path);
        String before = Files.readString(file);
        assertThat(before).contains(text);
        Files.writeString(file, before.replace(text, by));
        run("add", "--all");
        run("commit", "--quiet", "--message", "Change " + path + " by hand");
        run("push", "--quiet");
    }

    void remove(String path) throws IOException, InterruptedException {
        run("pull", "--quiet", "--rebase");
        run("rm", "--quiet", path);
        run("commit", "--quiet", "--message", "Remove " + path + " by hand");
        run("push", "--quiet");
    }

    /** Undoes the newest commit of the branch, whoever made it. */
    void revertLast() throws IOException, InterruptedException {
        run("pull", "--quiet", "--rebase");
        run("revert", "--no-edit", "HEAD");
        run("push", "--quiet");
    }
}
