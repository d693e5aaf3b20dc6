package io.botfleet.bootstrap.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** That a repository's branch only grows, and that no change was committed twice; asked of the program {@code git}. */
final class GitHistoryCheck {
    private static final String CHANGES =
            "--format=%(trailers:key=Command-Id,valueonly,separator=%x2c) %(trailers:key=Kind,valueonly,separator=%x2c)";

    private final Path repository;
    private String head = "";

    GitHistoryCheck(Path repository) {
        this.repository = repository;
    }

    /** What is wrong since the last look. */
    List<String> look() throws IOException, InterruptedException {
        List<String> wrong = new ArrayList<>();
        String now = git("rev-parse", "main").strip();
        if (!head.isEmpty() && !git("rev-list", "main").contains(head)) {
            wrong.add("Git's history was rewritten: " + head + " is gone");
        }
        head = now;
        Set<String> seen = new HashSet<>();
        for (String change : git("log", CHANGES, "main").lines().toList()) {
            // What takes a file away for good may be made as often as somebody puts the file back.
            if (!change.isBlank() && !change.endsWith(" withdraw") && !seen.add(change)) {
                wrong.add("a change was committed twice: command " + change);
            }
        }
        return wrong;
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("git " + arguments[0] + " failed in " + repository);
        }
        return output;
    }
}
