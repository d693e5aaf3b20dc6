package io.botfleet.testkit.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A promise that was not kept.
 *
 * @param promise the name by which two violations are the same
 */
public record Violation(String promise, String detail) {
    static Violation mistake(String where, Throwable mistake) {
        StringWriter trace = new StringWriter();
        mistake.printStackTrace(new PrintWriter(trace));
        return new Violation(
                "the program makes no mistake: " + mistake.getClass().getSimpleName(), where + ": " + trace);
    }
}
