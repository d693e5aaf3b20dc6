package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.postgresql.Driver;

/**
 * The executable named {@code freqtrade} on a pod's path where no Freqtrade is installed.
 *
 * <p>Exit codes are Freqtrade's: 130 after SIGTERM or SIGINT (a backtest ends of the signal itself, so with 143 after SIGTERM), 0
 * for a configuration error (sic), 2 for every other failure Freqtrade foresees and for wrong arguments, 1 for a crash.
 */
public final class PaperBot {
    static final String VERSION = "2026.7-paperbot";

    private static final int INTERRUPTED = 130;

    private PaperBot() {}

    /** Runs until a signal or a failure ends it; see the class for the exit codes. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.getenv(), Path.of("").toAbsolutePath(), System.err));
    }

    /** All that a Java needs on its class path to run {@link #main}: a pod is given nothing else of this project. */
    public static List<Path> classPath() {
        return Stream.of(PaperBot.class, JsonMapper.class, JsonFactory.class, JsonProperty.class, Driver.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())))
                .toList();
    }

    /** Runs as {@link #main} does, printing to {@code out}; returns the exit code. */
    static int run(List<String> arguments, Map<String, String> environment, Path directory, PrintStream out) {
        var log = new BotLog(out);
        try {
            switch (CommandLine.parse(arguments)) {
                case CommandLine.Version ignored -> {
                    out.println("Freqtrade Version:\tfreqtrade " + VERSION);
                    return 0;
                }
                case CommandLine.Misused misused -> {
                    out.println("usage: freqtrade {trade,download-data,backtesting} [-c PATH] ...");
                    out.println("freqtrade: error: " + misused.reason());
                    return 2;
                }
                case CommandLine.DownloadData downloading -> {
                    introduce(log);
                    DownloadData.run(downloading, environment, directory, log);
                    return 0;
                }
                case CommandLine.Backtesting backtesting -> {
                    introduce(log);
                    Backtesting.run(backtesting, environment, directory, log);
                    return 0;
                }
                case CommandLine.Trade trade -> {
                    introduce(log);
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

    private static void introduce(BotLog log) {
        log.info("freqtrade", "freqtrade " + VERSION);
        log.warning("freqtrade.paperbot", "This is paperbot, a stand-in for Freqtrade. It trades nothing.");
    }

    /** Installs the signal handling around the worker: the JVM would otherwise exit with 143. */
    private static void trade(Worker worker, BotLog log) {
        var over = new AtomicBoolean();
        var stopping = new Thread(
                () -> {
                    if (over.compareAndSet(false, true)) {
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
                worker.exit();
            }
        }
    }
}
