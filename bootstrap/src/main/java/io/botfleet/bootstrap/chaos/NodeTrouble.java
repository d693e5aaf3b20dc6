package io.botfleet.bootstrap.chaos;

/** What a node, or whatever stands before it, is known to do wrong. */
enum NodeTrouble {
    REFUSED("connections closed"),
    ANSWER_LOST("answers lost"),
    ERROR_PAGE("error pages"),
    TOO_MANY("rate limit"),
    SLOW("slow answers"),
    NO_LOGS("no logs where there are some"),
    ANOTHER_CHAIN("another chain's id");

    private final String words;

    NodeTrouble(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
