package io.botfleet.bootstrap.cli;

import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The proof of one settled command. */
@CommandLine.Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        description =
                "Fetches a settled command's evidence, in the exact bytes that `botfleet verify` takes: no newline"
                        + " is added, and none may be.")
final class EvidenceCommand extends PlatformCommand {
    @CommandLine.Parameters(
            paramLabel = "COMMAND",
            converter = Arguments.Command.class,
            description = "the command's number")
    private @Nullable CommandId command;

    @CommandLine.Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "write to this file; to standard output when missing")
    private @Nullable Path file;

    @Override
    int run() throws IOException, InterruptedException {
        if (file != null) {
            requireWritable(file);
        }
        byte[] evidence;
        try (ApiClient api = target().api()) {
            evidence = api.bytes("/commands/" + Objects.requireNonNull(command) + "/evidence");
        }
        if (file == null) {
            out().print(new String(evidence, StandardCharsets.UTF_8));
            out().flush();
        } else {
            Files.write(file, evidence);
            note(evidence.length + " bytes are in " + file + ".");
        }
        return 0;
    }

    private static void requireWritable(Path file) {
        if (Files.isDirectory(file)) {
            throw Ended.usage("--output: " + file + " is a directory; name a file");
        }
        Path folder = file.toAbsolutePath().resolveSibling("");
        if (!Files.isDirectory(folder)) {
            throw Ended.usage("--output: there is no directory " + folder);
        }
    }
}
