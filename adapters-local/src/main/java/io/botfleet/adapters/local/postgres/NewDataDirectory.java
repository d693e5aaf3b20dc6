package io.botfleet.adapters.local.postgres;

import io.botfleet.application.failure.Permanent;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A data directory as {@code initdb} makes it. */
final class NewDataDirectory {
    private NewDataDirectory() {}

    /** Makes it beside and renames it, so that one that exists is complete; an interrupt leaves nothing of it. */
    static void make(PostgresBinaries binaries, Path data, String administrator, Secret password)
            throws IOException, InterruptedException {
        Path parent = Files.createDirectories(data.resolveSibling(""));
        String prefix = "." + data.getFileName() + "-";
        deleteLeft(parent, prefix);
        Path beside = Files.createTempDirectory(parent, prefix);
        List<String> arguments = List.of(
                "--pgdata=" + beside,
                "--username=" + administrator,
                "--auth=scram-sha-256",
                // Through a pipe: the password is in no file and in no argument.
                "--pwfile=/dev/stdin",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        try {
            Process process = new ProcessBuilder(ChildCommand.unprivileged(binaries.program("initdb"), arguments))
                    .redirectErrorStream(true)
                    .start();
            try (var input = process.getOutputStream()) {
                input.write((password.reveal() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
            if (exitCode(process) != 0) {
                throw new Permanent("initdb failed: " + output.join());
            }
            Files.move(beside, data, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            PostgresBinaries.delete(beside);
        }
    }

    /** What somebody left who was killed in the middle of this. */
    private static void deleteLeft(Path parent, String prefix) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path directory : left) {
                PostgresBinaries.delete(directory);
            }
        }
    }

    private static int exitCode(Process process) throws InterruptedException {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            ChildCommand.kill(process);
            throw interrupted;
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unread) {
            return "what it said can't be read: " + unread;
        }
    }
}
