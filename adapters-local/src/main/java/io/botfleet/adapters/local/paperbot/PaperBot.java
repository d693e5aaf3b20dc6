package io.botfleet.adapters.local.paperbot;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The executable named {@code freqtrade} on a pod's path where no Freqtrade is installed.
 *
 * <p>Exit codes are Freqtrade's: 130 after SIGTERM or SIGINT, 0 for a configuration error (sic), 2 for every other failure
 * Freqtrade foresees and for wrong arguments, 1 for a crash.
 */
public final class PaperBot {
    static final String VERSION = "2026.7-paperbot";

    private static final int INTERRUPTED = 130;

    private PaperBot() {}

    /** Runs until a signal or a failure ends it; see the class for the exit codes. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.getenv(), Path.of("").toAbsolutePath()));
    }

    static int run(List<String> arguments, Map<String, String> environment, Path directory) {
        var log = new BotLog(System.err);
        try {
            switch (CommandLine.parse(arguments)) {
                case CommandLine.Version ignored -> {
                    System.out.println("Freqtrade Version:\tfreqtrade " + VERSION);
                    return 0;
                }
                case CommandLine.Misused misused -> {
                    System.err.println(
                            "usage: freqtrade trade [-c PATH] [-s NAME] [--strategy-path PATH] [--db-url PATH]");
                    System.err.println("freqtrade: error: " + misused.reason());
                    return 2;
                }
                case CommandLine.Trade trade -> {
                    log.info("freqtrade", "freqtrade " + VERSION);
                    log.warning("freqtrade.paperbot", "This is paperbot, a stand-in for Freqtrade. It trades nothing.");
                    trade(new Worker(trade, environment, directory, log), log);
                    return 0;
                }
            }
        } catch (StartFailure failure) {
            log.error("freqtrade", failure.logged());
            return failure.exitCode();
        } catch (RuntimeException crash) {
            log.exception("freqtrade", "Fatal exception!", crash);
            return 1;
        }
    }

    /** Installs the signal handling around the worker: the JVM would otherwise exit with 143. */
    private static void trade(Worker worker, BotLog log) {
        var over = new AtomicBoolean();
        var stopping = new Thread(
                () -> {
                    if (over.compareAndSet(false, true)) {
                        log.info("freqtrade.commands.trade_commands", "worker found ... calling exit");
                        worker.exit();
                        log.info("freqtrade", "SIGINT received, aborting ...");
                        Runtime.getRuntime().halt(INTERRUPTED);
                    }
                },
                "signal");
        Runtime.getRuntime().addShutdownHook(stopping);
        try {
            worker.run();
        } finally {
            if (over.compareAndSet(false, true)) {
                log.info("freqtrade.commands.trade_commands", "worker found ... calling exit");
                worker.exit();
            }
        }
    }
}
