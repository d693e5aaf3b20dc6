package io.botfleet.bootstrap.cli;

import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.PlatformLog;
import io.botfleet.bootstrap.console.Progress;
import io.botfleet.bootstrap.local.DataDirectory;
import io.botfleet.bootstrap.local.LocalReplica;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** One more of what {@code up} runs, until Ctrl-C. */
@CommandLine.Command(
        name = "replica",
        mixinStandardHelpOptions = true,
        description =
                "Runs one more replica of the platform until Ctrl-C, on the chain, database and cluster of the one"
                        + " that is up on DIR. Stop or kill either: the other one goes on with all commands.",
        footer = {"", "With --json: an object when it is up, and one when it has stopped."})
final class ReplicaCommand implements Callable<Integer> {
    @CommandLine.Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".botfleet",
            description = "the data directory of the platform that is up; ${DEFAULT-VALUE} when missing")
    private Path data = Path.of(".botfleet");

    @CommandLine.Option(
            names = "--port",
            paramLabel = "N",
            converter = Arguments.Port.class,
            description = "the port of this replica's REST API; a free one when missing")
    private @Nullable Integer port;

    @CommandLine.Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        if (!Files.isDirectory(data)) {
            throw Ended.usage("there is no directory " + data);
        }
        OptionalInt wanted = port == null ? OptionalInt.empty() : OptionalInt.of(port);
        UntilCtrlC.run(asked -> runUntil(asked, wanted));
        return 0;
    }

    private void runUntil(CountDownLatch asked, OptionalInt wanted) throws Exception {
        DataDirectory directory = new DataDirectory(data);
        if (Files.isDirectory(directory.logs())) {
            PlatformLog.keepingWarnings(directory
                    .logs()
                    .resolve("replica-" + ProcessHandle.current().pid() + ".log"));
        }
        try (LocalReplica replica = UntilCtrlC.unlessAsked(
                asked, () -> LocalReplica.start(directory, wanted, new Progress(output.err())))) {
            output.reporter()
                    .tell(new Event("up", "A replica is up: " + replica.apiUrl() + "   Ctrl-C stops it.")
                            .with("apiUrl", replica.apiUrl().toString()));
            asked.await();
            output.err().println("Stopping …");
        } catch (InterruptedException asking) {
            output.err().println("Interrupted while it was starting.");
        }
        output.reporter().tell(new Event("stopped", "Stopped."));
    }
}
