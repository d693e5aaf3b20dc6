package io.botfleet.bootstrap.cli;

import io.botfleet.application.failure.Permanent;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.platform.PlatformSettings;
import io.botfleet.bootstrap.serve.Misconfigured;
import io.botfleet.bootstrap.serve.PlatformFile;
import io.botfleet.bootstrap.serve.ServedPlatform;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;

/** The platform in production until SIGTERM. */
@CommandLine.Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description =
                "Runs the platform on a chain, a database, a GitOps repository and a Kubernetes cluster that others"
                        + " run, until SIGTERM. It waits for a part that is away, and refuses to start where it was told"
                        + " something wrong. It starts none of them and ends none.",
        footer = {
            "",
            "The file is what the chart infra/charts/botfleet renders; every secret is a file of its own (mode 0600).",
            "MICRONAUT_SERVER_HOST is where it listens (127.0.0.1), BOTFLEET_HOSTS which hosts a request may name.",
            "Exit codes: 143 (or 130) stopped by SIGTERM (or Ctrl-C), in good order; 2 the command line is wrong;"
                    + " 69 the port is taken; 70 it failed; 78 the configuration is wrong, or does not fit the parts.",
            "With --json: an object for each wait, one when it is up, and one when it has stopped."
        })
final class ServeCommand implements Callable<Integer> {
    private static final String HOST = "MICRONAUT_SERVER_HOST";
    private static final String LOOPBACK = "127.0.0.1";

    @CommandLine.Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "the configuration, in JSON")
    private Path config = Path.of("platform.json");

    @CommandLine.Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        PlatformSettings settings = read();
        UntilCtrlC.run(asked -> runUntil(asked, settings));
        return 0;
    }

    private PlatformSettings read() {
        try {
            return PlatformFile.read(config);
        } catch (Misconfigured wrong) {
            throw Ended.misconfigured(String.valueOf(wrong.getMessage()));
        }
    }

    private void runUntil(CountDownLatch asked, PlatformSettings settings) throws Exception {
        String host = Optional.ofNullable(System.getenv(HOST))
                .filter(value -> !value.isBlank())
                .orElse(LOOPBACK);
        Optional<ServedPlatform> started = start(asked, settings, host);
        if (started.isPresent()) {
            try (ServedPlatform _ = started.get()) {
                output.reporter().tell(ServedPlatform.up(settings, host));
                asked.await();
                output.err().println("Stopping …");
            }
        }
        output.reporter().tell(new Event("stopped", "Stopped."));
    }

    private Optional<ServedPlatform> start(CountDownLatch asked, PlatformSettings settings, String host)
            throws Exception {
        try {
            return ServedPlatform.start(settings, host, asked, output.reporter());
        } catch (Permanent wrong) {
            throw Ended.misconfigured("this can't work before somebody changes it:\n  " + wrong.what());
        } catch (BindException taken) {
            throw Ended.unavailable(
                    "the port " + settings.httpPort() + " of " + host + " can't be listened on: " + taken.getMessage());
        }
    }
}
