package io.botfleet.bootstrap.cli;

import io.botfleet.bootstrap.chaos.ChaosRun;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.local.DataDirectory;
import io.botfleet.bootstrap.local.LocalPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Breaks things on purpose. */
@CommandLine.Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description =
                "Runs a platform of two replicas of its own and sends commands. Round by round one of the two ends at a"
                        + " boundary between its steps, the dearest first, and something else goes wrong: a part around"
                        + " them is killed or stopped, a replica sleeps past its leases, the node is in trouble, the chain"
                        + " reorganises. Checks that nothing is lost and nothing done twice, and exits with 0 only if that"
                        + " is so.",
        footer = {
            "",
            "In the end it prints at how many of all boundaries a replica ended, which faults came, and what became of"
                    + " each; a longer run covers more. With --json: an object for each round, each audit and each row of"
                    + " that table, and the result as the last one."
        })
final class ChaosCommand implements Callable<Integer> {
    @CommandLine.Option(
            names = "--minutes",
            paramLabel = "N",
            description = "go on for so long; 10 when missing. With --every-boundary: for no longer; 60 when missing")
    private @Nullable Integer minutes;

    @CommandLine.Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "100000",
            description = "no more than so many rounds, each with a kill or more")
    private int rounds = 100_000;

    @CommandLine.Option(
            names = "--every-boundary",
            description =
                    "go on, with more replicas, until at each boundary of each call that writes, or may, a replica"
                            + " ended once, and once slept past its leases and woke; print what is left when the"
                            + " time is over, and exit with 0 only if nothing is")
    private boolean everyBoundary;

    @CommandLine.Option(
            names = "--seed",
            paramLabel = "S",
            description = "decides what is sent and what is killed when; a random one, which is printed, when missing")
    private @Nullable Long seed;

    @CommandLine.Option(names = "--keep", paramLabel = "DIR", description = "use this new directory, and keep it")
    private @Nullable Path keep;

    @CommandLine.Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        if (System.getenv("BOTFLEET_FREQTRADE") != null) {
            throw Ended.usage("unset BOTFLEET_FREQTRADE: chaos goes by what its own stand-in for bots writes down");
        }
        if (keep != null) {
            Folder.requireNew("--keep", keep);
        }
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1, 1_000_000) : seed;
        DataDirectory directory = new DataDirectory(keep == null ? Files.createTempDirectory("botfleet-chaos") : keep);
        directory.prepare();
        output.reporter()
                .tell(new Event("starting", "Seed " + chosen + ", state in " + directory.root() + ".")
                        .with("seed", chosen)
                        .with("dataDirectory", directory.root().toString()));
        CountDownLatch ended = UntilCtrlC.interruptedInstead();
        boolean right = false;
        try {
            right = ChaosRun.run(
                    directory, chosen, Duration.ofMinutes(mostMinutes()), rounds, everyBoundary, output.reporter());
        } catch (InterruptedException stopped) {
            output.notes().println("Interrupted; stopping everything …");
        } finally {
            // A Ctrl-C may come again, and what was started has to be ended all the same.
            Thread.interrupted();
            try {
                end(directory, keep == null && right);
            } finally {
                ended.countDown();
            }
        }
        return right ? 0 : 1;
    }

    private int mostMinutes() {
        if (minutes != null) {
            return minutes;
        }
        return everyBoundary ? 60 : 10;
    }

    private void end(DataDirectory directory, boolean forgotten) throws IOException {
        LocalPlatform.down(directory);
        if (forgotten) {
            Folder.delete(directory.root());
        } else {
            output.notes().println("The state is in " + directory.root() + ".");
        }
    }
}
