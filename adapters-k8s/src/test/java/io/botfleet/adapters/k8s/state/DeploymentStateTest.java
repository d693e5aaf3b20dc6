package io.botfleet.adapters.k8s.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeploymentStateTest {
    private static final String LATE = "{'type': 'Progressing', 'status': 'False', 'message': 'timed out',"
            + " 'reason': 'ProgressDeadlineExceeded', 'lastUpdateTime': '2026-07-02T10:00:00Z'}";

    @Test
    void isStuckWhereItsPodDoesNotGetReady() {
        assertThat(deployment("'updatedReplicas': 1, 'conditions': [" + LATE + "]")
                        .stuck())
                .contains(new Finding("timed out", Instant.parse("2026-07-02T10:00:00Z")));
    }

    @Test
    void waitsWhereThereIsNoRoomForItsPod() {
        DeploymentState state =
                deployment("'conditions': [" + noPod("exceeded quota: bots, requested: pods=1") + ", " + LATE + "]");

        assertThat(state.stuck()).isEmpty();
        assertThat(state.hindrance()).contains("pods is forbidden: exceeded quota: bots, requested: pods=1");
        assertThat(state.waitsForPod(true)).isTrue();
    }

    @Test
    void isStuckWhereItsPodIsRefusedForAnotherReason() {
        DeploymentState state = deployment("'conditions': [" + noPod("violates PodSecurity") + ", " + LATE + "]");

        assertThat(state.stuck()).isPresent();
        assertThat(state.hindrance()).isEmpty();
        assertThat(state.waitsForPod(false)).isFalse();
    }

    /** The ReplicaSet's controller tells that a pod was made before it counts it. */
    @Test
    void isNotStuckWhileThereIsRoomAgainAndThePodIsNotCountedYet() {
        DeploymentState state = deployment("'conditions': [" + LATE + "]");

        assertThat(state.stuck()).isEmpty();
        assertThat(state.waitsForPod(false)).isTrue();
        assertThat(state.waitsForPod(true)).isFalse();
    }

    private static String noPod(String why) {
        return "{'type': 'ReplicaFailure', 'status': 'True', 'reason': 'FailedCreate', 'message': 'pods is forbidden: "
                + why + "'}";
    }

    private static DeploymentState deployment(String status) {
        try {
            return DeploymentState.read(new ObjectMapper()
                    .readTree(("{'metadata': {'name': 'cliente-001', 'generation': 1},"
                                    + " 'status': {'observedGeneration': 1, " + status + "}}")
                            .replace('\'', '"')));
        } catch (JsonProcessingException failure) {
            throw new AssertionError(failure);
        }
    }
}
