package io.botfleet.domain.bot;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;

/** One thing that the cluster runs: its Application, Deployment or Job, and pod all carry this name. */
public record WorkloadId(String name) {
    public static WorkloadId ofBot(ClientId client) {
        return new WorkloadId(client.value());
    }

    /** As the chart names a Job: of its client, its mode and its command. */
    public static WorkloadId ofBacktest(ClientId client, CommandId command) {
        return new WorkloadId(client.value() + "-backtest-" + command);
    }

    @Override
    public String toString() {
        return name;
    }
}
