package io.botfleet.domain.bot;

import io.botfleet.domain.client.ClientId;

/** One thing that the cluster runs: its Application, Deployment or Job, and pod all carry this name. */
public record WorkloadId(String name) {
    public static WorkloadId ofBot(ClientId client) {
        return new WorkloadId(client.value());
    }

    @Override
    public String toString() {
        return name;
    }
}
