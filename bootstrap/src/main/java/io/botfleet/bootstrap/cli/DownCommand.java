package io.botfleet.bootstrap.cli;

import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.local.DataDirectory;
import io.botfleet.bootstrap.local.LocalPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Ends what a killed local platform left. */
@CommandLine.Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Ends what a killed platform left running on DIR: bots, cluster, chain and PostgreSQL. The state"
                + " stays.")
final class DownCommand implements Callable<Integer> {
    @CommandLine.Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".botfleet",
            description = "the data directory; ${DEFAULT-VALUE} when missing")
    private Path data = Path.of(".botfleet");

    @CommandLine.Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        if (!Files.isDirectory(data)) {
            throw Ended.usage("there is no directory " + data);
        }
        DataDirectory directory = new DataDirectory(data);
        List<String> ended = LocalPlatform.down(directory);
        output.reporter()
                .tell(new Event("down", "Nothing runs on " + data + " any more.")
                        .with("dataDirectory", directory.root().toString())
                        .with("ended", ended));
        return 0;
    }
}
