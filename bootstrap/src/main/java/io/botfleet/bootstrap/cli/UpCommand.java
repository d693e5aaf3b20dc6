package io.botfleet.bootstrap.cli;

import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.PlatformLog;
import io.botfleet.bootstrap.console.Progress;
import io.botfleet.bootstrap.local.DataDirectory;
import io.botfleet.bootstrap.local.LocalPlatform;
import io.botfleet.bootstrap.local.LocalWallets;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The local platform until Ctrl-C. */
@CommandLine.Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description =
                "Runs the whole platform on this machine until Ctrl-C. State lives in DIR, and starting again on it"
                        + " resumes: what a killed one left running is taken over.",
        footer = {"", "With --json: an object when it is up, and one when it has stopped."})
final class UpCommand implements Callable<Integer> {
    @CommandLine.Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".botfleet",
            description = "the data directory; ${DEFAULT-VALUE} when missing")
    private Path data = Path.of(".botfleet");

    @CommandLine.Option(
            names = "--port",
            paramLabel = "N",
            converter = Arguments.Port.class,
            description = "the REST API's port; a free one, kept for DIR, when missing")
    private @Nullable Integer port;

    @CommandLine.Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        Folder.requireNoFile("--data", data);
        OptionalInt wanted = port == null ? OptionalInt.empty() : OptionalInt.of(port);
        UntilCtrlC.run(asked -> runUntil(asked, wanted));
        return 0;
    }

    private void runUntil(CountDownLatch asked, OptionalInt wanted) throws Exception {
        DataDirectory directory = new DataDirectory(data);
        directory.prepare();
        PlatformLog.keepingWarnings(directory.platformLog());
        try (LocalPlatform platform = UntilCtrlC.unlessAsked(
                asked, () -> LocalPlatform.start(directory, wanted, new Progress(output.err())))) {
            output.reporter().tell(up(platform));
            asked.await();
            output.err().println("Stopping …");
        } catch (InterruptedException asking) {
            output.err().println("Interrupted while it was starting; what it had started is ended.");
        }
        output.reporter().tell(new Event("stopped", "Stopped."));
    }

    /** Wallets are named only: their keys are in {@code platform.json}, which others can't read. */
    private static Event up(LocalPlatform platform) {
        String words = """

            botfleet is up:
              REST API      %1$s   (try it at %1$s/docs)
              EVM node      %2$s   chain %3$d
              gateway       %4$s
              GitOps        %5$s
              PostgreSQL    %6$s
              for programs  %7$s
              wallets       %8$s   (development only)
              log           %10$s

            Ctrl-C stops it; the state stays in %9$s.""".formatted(
                        platform.apiUrl(),
                        platform.rpcUrl(),
                        platform.gateway().chainId(),
                        platform.gateway().address(),
                        platform.gitUrl(),
                        platform.database().jdbcUrl(),
                        platform.directory().platformJson(),
                        String.join(", ", LocalWallets.NAMES),
                        platform.directory().root(),
                        platform.directory().platformLog());
        return new Event("up", words)
                .with("apiUrl", platform.apiUrl().toString())
                .with("rpcUrl", platform.rpcUrl().toString())
                .with("chainId", platform.gateway().chainId())
                .with("gateway", platform.gateway().address().hex())
                .with("startBlock", platform.startBlock())
                .with("gitUrl", platform.gitUrl())
                .with("jdbcUrl", platform.database().jdbcUrl())
                .with("platformJson", platform.directory().platformJson().toString())
                .with("dataDirectory", platform.directory().root().toString());
    }
}
