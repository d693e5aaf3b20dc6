package io.botfleet.bootstrap.local;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a local platform that is being tried differs from others; a process learns it from system properties that only the
 * trial gives it.
 *
 * @param rpcUrl where the platform talks to the chain, when not to the chain itself
 * @param slots what is final is twice as many blocks behind the chain's head
 */
public record Trial(Optional<URI> rpcUrl, int slots) {
    /** No trial. */
    static final Trial NONE = new Trial(Optional.empty(), 1);

    private static final String RPC_URL = "botfleet.trial.rpc";
    private static final String SLOTS = "botfleet.trial.slots";

    /** What this process was told. */
    static Trial current() {
        return new Trial(
                Optional.ofNullable(System.getProperty(RPC_URL)).map(URI::create),
                Integer.getInteger(SLOTS, NONE.slots()));
    }

    /** What tells it to a process, as arguments of {@code java}. */
    public List<String> properties() {
        List<String> properties = new ArrayList<>(List.of("-D" + SLOTS + "=" + slots));
        rpcUrl.ifPresent(url -> properties.add("-D" + RPC_URL + "=" + url));
        return properties;
    }
}
