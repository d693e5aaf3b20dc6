package io.botfleet.bootstrap.cli;

import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.PlatformLog;
import io.botfleet.bootstrap.console.Progress;
import io.botfleet.bootstrap.demo.Demo;
import io.botfleet.bootstrap.local.DataDirectory;
import io.botfleet.bootstrap.local.LocalPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The main job in one command. */
@CommandLine.Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts everything on free ports, sends real encrypted commands from clients' wallets, shows each"
                + " one's way from transaction to settlement, and stops everything. Exits with 0 only if all of it came"
                + " out right.",
        footer = {"", "With --json: an object for each step and for each expectation, and the result as the last one."})
final class DemoCommand implements Callable<Integer> {
    @CommandLine.Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "use this new directory for the state, and keep it")
    private @Nullable Path keep;

    @CommandLine.Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        if (keep != null) {
            Folder.requireNew("--keep", keep);
        }
        DataDirectory directory = new DataDirectory(keep == null ? Files.createTempDirectory("botfleet-demo") : keep);
        directory.prepare();
        PlatformLog.into(directory.platformLog());
        CountDownLatch ended = UntilCtrlC.interruptedInstead();
        boolean right = false;
        try {
            right = show(directory);
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

    private void end(DataDirectory directory, boolean forgotten) throws IOException {
        LocalPlatform.down(directory);
        if (forgotten) {
            Folder.delete(directory.root());
        } else {
            output.notes()
                    .println("The state is in " + directory.root() + ", the platform's log in "
                            + directory.platformLog() + ".");
        }
    }

    private boolean show(DataDirectory directory) throws Exception {
        PrintWriter notes = output.notes();
        output.reporter()
                .tell(new Event("starting", "Starting everything in " + directory.root() + ":")
                        .with("dataDirectory", directory.root().toString()));
        try (LocalPlatform platform = LocalPlatform.start(directory, OptionalInt.empty(), new Progress(notes))) {
            notes.println();
            boolean right = new Demo(platform, output.reporter()).run();
            notes.println("Stopping everything …");
            return right;
        } catch (InterruptedException stopped) {
            notes.println("Interrupted; stopping everything …");
            return false;
        }
    }
}
