package io.botfleet.bootstrap.cli;

/**
 * One thing that was looked at on this machine.
 *
 * @param found what is there
 * @param remedy what to do about it; empty where nothing is to be done
 */
record Finding(String part, boolean fine, String found, String remedy) {
    static Finding fine(String part, String found) {
        return new Finding(part, true, found, "");
    }

    static Finding missing(String part, String found, String remedy) {
        return new Finding(part, false, found, remedy);
    }
}
