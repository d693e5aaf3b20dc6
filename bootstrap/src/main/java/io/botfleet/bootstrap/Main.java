package io.botfleet.bootstrap;

import io.botfleet.bootstrap.cli.Botfleet;

/** Where the program begins. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Botfleet.commandLine().execute(arguments));
    }
}
