package io.botfleet.domain.bot;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.util.Optional;

/** One thing that the cluster runs: its Application, Deployment or Job, and pod all carry this name. */
public record WorkloadId(String name) {
    public static WorkloadId ofBot(ClientId client) {
        return new WorkloadId(client.value());
    }

    /** As the chart names a Job: of its client, its mode and its command. */
    public static WorkloadId ofBacktest(ClientId client, CommandId command) {
        return new WorkloadId(client.value() + "-backtest-" + command);
    }

    /** Whose it is; empty where no client of ours could have it. */
    public Optional<ClientId> client() {
        int end = name.indexOf("-backtest-");
        try {
            return Optional.of(ClientId.parse(end < 0 ? name : name.substring(0, end)));
        } catch (IllegalArgumentException noClient) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
