package io.botfleet.testkit.kubernetes;

/** What stands in for the nodes of a control plane. It runs no container. */
interface Node extends AutoCloseable {
    /**
     * How pods do from now on, those that are there too; the longest prefix that fits counts.
     *
     * @param prefix of the names of pods
     * @param log all that their containers have printed
     */
    void fare(String namespace, String prefix, Outcome outcome, String log);

    @Override
    void close();
}
