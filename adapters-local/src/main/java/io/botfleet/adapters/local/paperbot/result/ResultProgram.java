package io.botfleet.adapters.local.paperbot.result;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The program {@code botfleet-result}: prints the result of the last backtest in {@code user_data/backtest_results}, or says in
 * one line on the error stream why there is none and exits with 65.
 */
public final class ResultProgram {
    /** EX_DATAERR of sysexits(3). */
    static final int NO_RESULT = 65;

    private ResultProgram() {}

    /** Prints what is there and exits. */
    public static void main(String[] arguments) {
        System.exit(run(
                Path.of(""),
                new PrintStream(System.out, false, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8)));
    }

    static int run(Path directory, PrintStream out, PrintStream err) {
        try {
            StrategyEntry entry = new ResultFolder(directory.resolve("user_data/backtest_results")).latest();
            out.print(String.join("\n", PrintedResult.lines(entry.report())) + "\n");
            out.flush();
            return 0;
        } catch (NoResult reason) {
            err.print("botfleet-result: no result: " + reason.getMessage() + "\n");
        } catch (OutOfMemoryError small) {
            err.print("botfleet-result: no result: there is not memory enough to read it\n");
        }
        err.flush();
        return NO_RESULT;
    }
}
