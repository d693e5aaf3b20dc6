package io.botfleet.bootstrap.cli;

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
                        + " resumes: what a killed one left running is taken over.")
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
            description = "the REST API's port; a free one, kept for DIR, when missing")
    private @Nullable Integer port;

    @Override
    public Integer call() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            asked.countDown();
                            try {
                                ended.await();
                            } catch (InterruptedException hurried) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "ctrl-c"));
        Progress progress = new Progress(System.err, false);
        OptionalInt wanted = port == null ? OptionalInt.empty() : OptionalInt.of(port);
        try (LocalPlatform platform = LocalPlatform.start(new DataDirectory(data), wanted, progress)) {
            show(platform);
            asked.await();
            System.err.println("Stopping …");
        } finally {
            ended.countDown();
        }
        return 0;
    }

    private static void show(LocalPlatform platform) {
        System.out.println();
        System.out.println("botfleet is up:");
        System.out.println("  REST API      " + platform.apiUrl() + "   (try it at " + platform.apiUrl() + "/docs)");
        System.out.println("  EVM node      " + platform.rpcUrl() + "   chain "
                + platform.gateway().chainId());
        System.out.println("  gateway       " + platform.gateway().address());
        System.out.println("  GitOps        " + platform.gitUrl());
        System.out.println("  PostgreSQL    " + platform.database().jdbcUrl());
        System.out.println("  for programs  " + platform.directory().platformJson());
        System.out.println("  wallets       " + String.join(", ", LocalWallets.NAMES) + "   (development only)");
        System.out.println();
        System.out.println(
                "Ctrl-C stops it; the state stays in " + platform.directory().root() + ".");
        System.out.flush();
    }
}
