package io.botfleet.adapters.local.cluster;

import io.botfleet.adapters.local.cluster.pod.PodStatus;
import io.botfleet.domain.bot.Problem;
import org.jspecify.annotations.Nullable;

/** A workload as the API tells of it. */
record WorkloadStatus(
        String name,
        @Nullable PodStatus pod,
        @Nullable Trouble problem,
        @Nullable String address) {
    /** {@link Problem} in JSON. */
    record Trouble(Problem.Kind kind, String message) {
        static Trouble of(Problem problem) {
            return new Trouble(problem.kind(), problem.message());
        }

        Problem toProblem() {
            return new Problem(kind, message);
        }
    }
}
