package io.botfleet.adapters.local.paperbot;

/** What ends the bot, by the way Freqtrade ends on it; the message is written for the log and holds no secret. */
abstract sealed class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private StartFailure(String message) {
        super(message);
    }

    abstract int exitCode();

    abstract String logged();

    /** Freqtrade's ConfigurationError, after which it exits with success although nothing ran. */
    static final class Configuration extends StartFailure {
        private static final long serialVersionUID = 1L;

        Configuration(String message) {
            super(message);
        }

        @Override
        int exitCode() {
            return 0;
        }

        @Override
        String logged() {
            return "Configuration error: " + getMessage() + "\nPlease make sure to review the documentation.";
        }
    }

    /** Freqtrade's OperationalException: a strategy that does not load, an exchange nobody knows, refused credentials. */
    static final class Operational extends StartFailure {
        private static final long serialVersionUID = 1L;

        Operational(String message) {
            super(message);
        }

        @Override
        int exitCode() {
            return 2;
        }

        @Override
        String logged() {
            return String.valueOf(getMessage());
        }
    }

    /** Anything Freqtrade does not foresee: an invalid value, a missing driver, a database that went away. */
    static final class Crash extends StartFailure {
        private static final long serialVersionUID = 1L;

        Crash(String message) {
            super(message);
        }

        @Override
        int exitCode() {
            return 1;
        }

        @Override
        String logged() {
            return "Fatal exception!\n" + getMessage();
        }
    }
}
