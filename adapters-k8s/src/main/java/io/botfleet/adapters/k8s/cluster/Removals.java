package io.botfleet.adapters.k8s.cluster;

import io.botfleet.adapters.k8s.api.ApiFailure;
import io.botfleet.adapters.k8s.api.KubernetesApi;
import io.botfleet.adapters.k8s.state.ApplicationState;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.gitops.CommitId;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the Applications of workloads whose values were removed, and ArgoCD then deletes what they made: no ApplicationSet
 * does, so that a bad commit can't end the fleet.
 *
 * <p>What is required first: ArgoCD as a whole is at a commit with the removal, so that no ApplicationSet still sees the
 * folder and makes the Application anew; and it can't render this Application any more, as it could if the values were
 * there again. The object is named by its uid, so that a replica that was late deletes none that came after.
 */
final class Removals {
    private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

    private final KubernetesApi api;
    private final String namespace;
    private final Fleet fleet;

    Removals(KubernetesApi api, String namespace, Fleet fleet) {
        this.api = api;
        this.namespace = namespace;
        this.fleet = fleet;
    }

    void remove(WorkloadId workload, Predicate<CommitId> holdsRemoval) {
        Optional<ApplicationState> application = fleet.application(workload)
                .filter(state -> !state.leaving() && state.sync() == ApplicationState.Sync.UNKNOWN);
        if (application.isPresent()
                && fleet.outOfTouch().isEmpty()
                && fleet.head().filter(holdsRemoval).isPresent()) {
            delete(application.get());
        }
    }

    private void delete(ApplicationState application) {
        String path = "/apis/argoproj.io/v1alpha1/namespaces/" + namespace + "/applications/" + application.name();
        try {
            api.delete(path, application.uid());
            LOG.info("the Application {} was deleted: its values were removed", application.name());
        } catch (ApiFailure failure) {
            if (!failure.isAbsent() && !failure.isConflict()) {
                LOG.warn("the Application {} could not be deleted: {}", application.name(), failure.what());
            }
        }
    }
}
