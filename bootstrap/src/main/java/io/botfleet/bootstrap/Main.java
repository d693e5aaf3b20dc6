package io.botfleet.bootstrap;

import io.botfleet.bootstrap.cli.Botfleet;

/** Where the program begins. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** The image for a cluster leaves out what only one machine's stand-ins need. */
    private static int run(String... arguments) {
        try {
            return Botfleet.commandLine().execute(arguments);
        } catch (NoClassDefFoundError missing) {
            if (!String.valueOf(missing.getMessage()).startsWith("io/botfleet/adapters/local/")) {
                throw missing;
            }
            System.err.println("botfleet: this command runs everything on one machine, and this installation has no"
                    + " parts for that; botfleet serve runs on parts of others");
            return Botfleet.UNAVAILABLE;
        }
    }
}
