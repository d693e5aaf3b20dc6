package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.bootstrap.console.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** What every command that talks to a platform has: where it is, how to print, and what failures mean. */
abstract class PlatformCommand implements Callable<Integer> {
    /** What shells report of a program that SIGINT ended. */
    private static final int INTERRUPTED = 130;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @CommandLine.Mixin
    private Target target = new Target();

    @CommandLine.Option(names = "--json", description = "print JSON for programs")
    private boolean json;

    /** Does the work; the result is the exit code. */
    abstract int run() throws IOException, InterruptedException;

    @Override
    public final Integer call() throws IOException {
        try {
            return run();
        } catch (Ended ended) {
            complain(ended.words());
            return ended.exitCode();
        } catch (ApiClient.Refused refused) {
            complain(String.valueOf(refused.getMessage()));
            return refused.status() >= 500 ? Botfleet.UNAVAILABLE : 1;
        } catch (ConnectException | HttpTimeoutException | UnresolvedAddressException nobody) {
            complain("the platform does not answer at "
                    + target.apiUrl().map(Object::toString).orElse("its URL")
                    + ". ./botfleet doctor says what is missing.");
            return Botfleet.UNAVAILABLE;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        } finally {
            out().flush();
        }
    }

    Target target() {
        return target;
    }

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    void say(String line) {
        out().println(Printable.lines(line));
        out().flush();
    }

    /** For a person, on standard error, so that what is printed for programs stays clean. */
    void complain(String words) {
        spec.commandLine().getErr().println("botfleet: " + Printable.lines(words));
        spec.commandLine().getErr().flush();
    }

    void note(String words) {
        spec.commandLine().getErr().println(Printable.lines(words));
        spec.commandLine().getErr().flush();
    }

    /** Prints a document that reads well. */
    void print(JsonNode document) {
        say(Printable.json(document.toPrettyString()));
    }

    /** Prints one document of a stream on a line of its own. */
    void printLine(JsonNode document) {
        say(Printable.json(document.toString()));
    }

    /** A text of an answer on one line, empty where it is missing or null. */
    static String text(JsonNode document, String name) {
        JsonNode value = document.path(name);
        return value.isNull() ? "" : Printable.line(value.asText());
    }
}
