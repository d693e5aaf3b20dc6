package io.botfleet.adapters.k8s.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.domain.gitops.CommitId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApplicationStateTest {
    private static final String OLD = "1".repeat(40);
    private static final String NEW = "2".repeat(40);
    private static final String FULL = "jobs.batch is forbidden: exceeded quota: bots";

    @Test
    void isAtTheRevisionThatItWasComparedWithWhereThatIsWhatRuns() {
        assertThat(application("'sync': {'status': 'Synced', 'revision': '" + NEW + "'}")
                        .revision())
                .contains(new CommitId(NEW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OutOfSync", "Unknown"})
    void isAtWhatWasDeployedLastWhileTheNextIsOnItsWay(String sync) {
        ApplicationState state = application("'sync': {'status': '" + sync + "', 'revision': '" + NEW + "'},"
                + "'history': [{'revision': '" + "0".repeat(40) + "'}, {'revision': '" + OLD + "'}],"
                + "'operationState': {'phase': 'Running', 'syncResult': {'revision': '" + NEW + "'}}");

        assertThat(state.revision()).contains(new CommitId(OLD));
        assertThat(state.refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "Error"})
    void isAtWhatWasRefusedAndSaysWhy(String phase) {
        ApplicationState state = application("'sync': {'status': 'OutOfSync', 'revision': '" + NEW + "'},"
                + "'history': [{'revision': '" + OLD + "'}],"
                + "'operationState': {'phase': '" + phase + "', 'message': 'admission webhook denied',"
                + " 'syncResult': {'revision': '" + NEW + "'}}");

        assertThat(state.revision()).contains(new CommitId(NEW));
        assertThat(state.refusal()).contains("admission webhook denied");
    }

    @Test
    void saysWhyAndRepeatsNoWholeObject() {
        String dump = "core.PodTemplateSpec{Labels:map[string]string{}, Spec: core.PodSpec{" + "x".repeat(5_000) + "}}";
        ApplicationState state = application("'sync': {'status': 'OutOfSync'}, 'operationState': {'phase': 'Failed',"
                + "'message': 'Job.batch is invalid: spec.template: Invalid value: " + dump + ": field is immutable'}");

        assertThat(state.refusal()).contains("Job.batch is invalid: spec.template: Invalid value: field is immutable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Synced", "Unknown"})
    void forgetsAFailureOfWhatIsNotThereAnyMore(String sync) {
        ApplicationState state = application("'sync': {'status': '" + sync + "', 'revision': '" + NEW + "'},"
                + "'operationState': {'phase': 'Failed', 'message': 'once', 'syncResult': {'revision': '" + OLD
                + "'}}");

        assertThat(state.refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Running", "Failed", "Error"})
    void waitsForRoomWhereAQuotaRefusesAndNothingElseDoes(String phase) {
        ApplicationState state = application(operation(phase, "one or more objects failed to apply, reason: " + FULL)
                + ", 'syncResult': {'revision': '" + NEW + "', 'resources': [{'kind': 'ConfigMap', 'status': 'Synced',"
                + " 'message': 'unchanged'}, {'kind': 'Job', 'status': 'SyncFailed', 'message': '" + FULL + "'}]}}");

        assertThat(state.refusal()).isEmpty();
        assertThat(state.hindrance())
                .contains("one or more objects failed to apply, reason: jobs.batch is forbidden: exceeded quota: bots");
    }

    @Test
    void isRefusedWhereNoRoomWouldHelpWhateverElseIsFull() {
        ApplicationState both = application(operation("Failed", FULL + ", the policy denies it")
                + ", 'syncResult': {'revision': '" + NEW + "', 'resources': [{'status': 'SyncFailed', 'message': '"
                + FULL + "'}, {'status': 'SyncFailed', 'message': 'the policy denies it'}]}}");
        ApplicationState senseless =
                application(operation("Failed", "failed quota: bots: must specify limits.cpu") + "}");

        assertThat(both.refusal()).contains(FULL + ", the policy denies it");
        assertThat(both.hindrance()).isEmpty();
        assertThat(senseless.refusal()).isPresent();
        assertThat(senseless.hindrance()).isEmpty();
    }

    @Test
    void remembersNoFullHouseOnceItIsSynced() {
        ApplicationState state = application("'sync': {'status': 'Synced', 'revision': '" + NEW + "'},"
                + "'operationState': {'phase': 'Failed', 'message': '" + FULL + "'}");

        assertThat(state.hindrance()).isEmpty();
    }

    @Test
    void repeatsInOneBoundedLineWhatArgoCanNotDo() {
        ApplicationState state = application("'sync': {'status': 'Unknown'}, 'conditions': ["
                + "{'type': 'OrphanedResourceWarning', 'message': 'no matter'},"
                + "{'type': 'ComparisonError', 'message': 'values do not\\n  meet the \\u0007schema'},"
                + "{'type': 'SyncError', 'message': '" + "x".repeat(2_000) + "'}]");

        assertThat(state.refusal()).isEmpty();
        assertThat(state.hindrance().orElseThrow())
                .startsWith("ComparisonError: values do not meet the \ufffdschema; SyncError: xxx")
                .hasSize(600)
                .endsWith(" …");
    }

    @Test
    void saysSinceWhenItIsDegraded() {
        ApplicationState state = application("'health': {'status': 'Degraded', 'message': 'no key opens the secret',"
                + "'lastTransitionTime': '2026-07-02T10:00:00Z'}, 'reconciledAt': '2026-07-02T10:05:00Z'");

        assertThat(state.degraded())
                .contains(new Finding("no key opens the secret", Instant.parse("2026-07-02T10:05:00Z")));
        assertThat(application("'health': {'status': 'Progressing'}").degraded())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HEAD", "2222"})
    void hasNoRevisionWhereItIsNoCommit(String revision) {
        assertThat(application("'sync': {'status': 'Synced', 'revision': '" + revision + "'}")
                        .revision())
                .isEmpty();
        assertThat(application("'sync': {'status': 'Synced', 'revision': 7}").revision())
                .isEmpty();
    }

    @Test
    void isNoNewsWhenOnlyOthersCommitted() {
        ApplicationState before = application("'sync': {'status': 'Synced', 'revision': '" + OLD + "'}");
        ApplicationState after = application("'sync': {'status': 'Synced', 'revision': '" + NEW + "'}");
        ApplicationState refused = application("'sync': {'status': 'OutOfSync', 'revision': '" + NEW + "'},"
                + "'operationState': {'phase': 'Failed', 'message': 'no', 'syncResult': {'revision': '" + NEW + "'}}");

        assertThat(after.isNewsAfter(before)).isFalse();
        assertThat(refused.isNewsAfter(after)).isTrue();
        assertThat(after.isNewsAfter(refused)).isTrue();
    }

    @Test
    void belongsToTheJobOfItsFolder() throws JsonProcessingException {
        var json = new ObjectMapper().readTree("""
                {"metadata": {"name": "backtest-cliente-001-17",
                  "labels": {"botfleet.io/client-id": "cliente-001", "botfleet.io/backtest-id": "17"}}}""");

        assertThat(ApplicationState.read(json).workload()).isEqualTo("cliente-001-backtest-17");
    }

    private static String operation(String phase, String message) {
        return "'sync': {'status': 'OutOfSync', 'revision': '" + NEW + "'}, 'operationState': {'phase': '" + phase
                + "', 'message': '" + message + "'";
    }

    private static ApplicationState application(String status) {
        try {
            return ApplicationState.read(new ObjectMapper()
                    .readTree(("{'metadata': {'name': 'cliente-001', 'uid': 'u'}, 'status': {" + status + "}}")
                            .replace('\'', '"')));
        } catch (JsonProcessingException failure) {
            throw new AssertionError(failure);
        }
    }
}
