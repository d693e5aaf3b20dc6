package io.botfleet.adapters.k8s.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PodStateTest {
    private static final String OF_A_JOB = "'ownerReferences': [{'kind': 'Job', 'name': 'j'}]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    'phase': 'Pending'                                                             | PENDING
                    'phase': 'Pending', 'initContainerStatuses': [{'state': {'waiting': {}}}]      | PENDING
                    'phase': 'Pending', 'initContainerStatuses': [{'state': {'running': {}}}]      | INITIALISING
                    'phase': 'Running'                                                             | RUNNING
                    'phase': 'Running', 'conditions': [{'type': 'Ready', 'status': 'False'}]       | RUNNING
                    'phase': 'Running', 'conditions': [{'type': 'Ready', 'status': 'True'}]        | READY
                    'phase': 'Unknown'                                                             | RUNNING
                    'phase': 'Succeeded'                                                           | ENDED
                    'phase': 'Failed'                                                              | ENDED
                    """, quoteCharacter = '`')
    void saysHowFarItHasCome(String status, Pod.Phase phase) {
        assertThat(pod("", status).pod().phase()).isEqualTo(phase);
        assertThat(pod("'deletionTimestamp': '2026-07-02T10:00:00Z'", status)
                        .pod()
                        .phase())
                .isEqualTo(Pod.Phase.TERMINATING);
    }

    @Test
    void carriesTheCommandThatItCameFrom() {
        String digest = "sha256:" + "a".repeat(64);
        PodState state = pod(
                "'annotations': {'botfleet.io/command-id': '17', 'botfleet.io/values-digest': '" + digest + "'}",
                "'startTime': '2026-07-02T10:00:07Z'");

        assertThat(state.pod().command()).contains(new CommandId(17));
        assertThat(state.pod().valuesDigest()).contains(new ValuesDigest(digest));
        assertThat(state.pod().startedAt()).isEqualTo(Instant.parse("2026-07-02T10:00:07Z"));
        assertThat(state.pod().image()).isEqualTo("freqtrade-platform:1");
        assertThat(state.workload()).isEqualTo("cliente-001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1e3", "seventeen", "99999999999999999999"})
    void isOfNoCommandWhereItsAnnotationIsNone(String id) {
        PodState state = pod("'annotations': {'botfleet.io/command-id': '" + id + "'}", "");

        assertThat(state.pod().command()).isEmpty();
        assertThat(state.pod().valuesDigest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"})
    void canNotBePulled(String reason) {
        PodState state = pod("", containers("'state': {'waiting': {'reason': '" + reason + "', 'message': 'denied'}}"));

        assertThat(state.trouble())
                .contains(new ContainerTrouble(
                        Problem.Kind.IMAGE_PULL, "freqtrade", 3, reason + " of freqtrade-platform:1: denied"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ErrImagePull", "ContainerCreating", "PodInitializing", "CreateContainerConfigError", ""})
    void isInNoTroubleThatMayPass(String reason) {
        assertThat(pod("", containers("'state': {'waiting': {'reason': '" + reason + "'}}"))
                        .trouble())
                .isEmpty();
    }

    @Test
    void endsAgainAndAgain() {
        PodState state = pod(
                "",
                containers("'state': {'waiting': {'reason': 'CrashLoopBackOff'}},"
                        + "'lastState': {'terminated': {'exitCode': 137, 'reason': 'OOMKilled'}}"));

        assertThat(state.trouble())
                .contains(new ContainerTrouble(
                        Problem.Kind.CRASH_LOOP,
                        "freqtrade",
                        3,
                        "the container freqtrade ends again and again, with exit code 137 (OOMKilled)"));
        assertThat(state.pod().restarts()).isEqualTo(3);
    }

    @Test
    void namesTheContainerThatIsInTrouble() {
        PodState state = pod(
                "",
                "'initContainerStatuses': [{'name': 'init-schema', 'restartCount': 4,"
                        + " 'state': {'waiting': {'reason': 'CrashLoopBackOff'}}}],"
                        + containers("'state': {'waiting': {'reason': 'PodInitializing'}}"));

        assertThat(state.container()).isEqualTo("init-schema");
        assertThat(state.pod().restarts()).isEqualTo(7);
    }

    @Test
    void runsAndIsNotReadyWhereAJobMadeIt() {
        String ready = "'phase': 'Running', 'conditions': [{'type': 'Ready', 'status': 'True'}]";

        assertThat(pod(OF_A_JOB, ready).pod().phase()).isEqualTo(Pod.Phase.RUNNING);
        assertThat(pod("'ownerReferences': [{'kind': 'ReplicaSet', 'name': 'r'}]", ready)
                        .pod()
                        .phase())
                .isEqualTo(Pod.Phase.READY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    'exitCode': 1, 'reason': 'Error'       |                                             | the container freqtrade ended with exit code 1
                    'exitCode': 137, 'reason': 'OOMKilled' |                                             | the container freqtrade ended with exit code 137 (OOMKilled)
                    'exitCode': 143                        | , 'reason': 'Terminated', 'message': 'bye'  | Terminated: bye; the container freqtrade ended with exit code 143
                    'exitCode': 0                          | , 'reason': 'Evicted'                       | Evicted
                    'exitCode': 0                          |                                             | the pod failed
                    """, quoteCharacter = '`')
    void saysHowThePodOfAJobFailed(String end, String ofPod, String message) {
        String status = "'phase': 'Failed'" + (ofPod == null ? "" : ofPod) + ", "
                + containers("'state': {'terminated': {" + end + "}}");

        assertThat(pod(OF_A_JOB, status).end().orElseThrow().message()).isEqualTo(message);
        assertThat(pod("", status).end()).as("a bot has a next one").isEmpty();
    }

    @Test
    void namesTheInitContainerThatFailed() {
        PodState state = pod(
                OF_A_JOB,
                "'phase': 'Failed', 'initContainerStatuses': [{'name': 'init-schema',"
                        + " 'state': {'terminated': {'exitCode': 73}}}],"
                        + containers("'state': {'waiting': {'reason': 'PodInitializing'}}"));

        assertThat(state.end().orElseThrow().message()).isEqualTo("the container init-schema ended with exit code 73");
        assertThat(state.container()).isEqualTo("init-schema");
    }

    @Test
    void hasNothingToSayOfAJobThatSucceeded() {
        assertThat(pod(OF_A_JOB, "'phase': 'Succeeded'").end()).isEmpty();
    }

    private static String containers(String state) {
        return "'containerStatuses': [{'name': 'freqtrade', 'image': 'freqtrade-platform:1', 'restartCount': 3, "
                + state + "}]";
    }

    private static PodState pod(String metadata, String status) {
        String json = """
                {'metadata': {'name': 'cliente-001-x', 'uid': 'u', 'creationTimestamp': '2026-07-02T10:00:00Z',
                  'labels': {'app.kubernetes.io/instance': 'cliente-001'}%s},
                 'spec': {'containers': [{'name': 'sidecar', 'image': 'other'},
                   {'name': 'freqtrade', 'image': 'freqtrade-platform:1'}]},
                 'status': {%s}}""".formatted(metadata.isEmpty() ? "" : ", " + metadata, status);
        try {
            return PodState.read(new ObjectMapper().readTree(json.replace('\'', '"')));
        } catch (JsonProcessingException failure) {
            throw new AssertionError(failure);
        }
    }
}
