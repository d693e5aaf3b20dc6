package io.botfleet.adapters.k8s.freqtrade;

import io.botfleet.domain.bot.WorkloadId;
import java.net.URI;
import java.util.Optional;

/** Where the API of a bot is to be found: all in which one cluster differs from another here. */
public interface BotAddresses {
    /** {@code http://host:port} without a path; empty where nothing is known of the bot. */
    Optional<URI> of(WorkloadId bot);

    /** The bots' Services in a namespace of Kubernetes, by the cluster's own DNS. */
    static BotAddresses ofServices(String namespace) {
        return bot -> Optional.of(URI.create("http://" + bot.name() + "." + namespace + ".svc:8080"));
    }
}
