package io.botfleet.adapters.local.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.marcnuri.helm.Helm;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart renders is what Kubernetes knows, hardened, and without a secret in the clear. */
class ChartManifestsTest {
    private interface Check {
        void on(JsonElement manifest) throws IOException;
    }

    /** Kubernetes' own models, which refuse an unknown field and a wrong type at any depth. */
    private static final Map<String, Check> TYPES = Map.of(
            "ConfigMap", V1ConfigMap::validateJsonElement,
            "Deployment", V1Deployment::validateJsonElement,
            "Job", V1Job::validateJsonElement,
            "NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "Service", V1Service::validateJsonElement,
            "ServiceAccount", V1ServiceAccount::validateJsonElement);

    static List<Path> examples() throws IOException {
        return Repository.exampleValues();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyManifestIsOfAKnownKindWithKnownFields(Path values) {
        for (var manifest : Manifests.render(values).all()) {
            var kind = manifest.path("kind").asText();
            if (kind.equals("SealedSecret")) {
                assertThat(fields(manifest.path("spec"))).containsExactly("encryptedData", "template");
                continue;
            }
            var check = Objects.requireNonNull(TYPES.get(kind), kind);
            assertThatCode(() -> check.on(JsonParser.parseString(manifest.toString())))
                    .as(kind)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void theTypedCheckRefusesAFieldKubernetesDoesNotHave() {
        var deployment = Manifests.render(Repository.example("trade-dry-run")).only("Deployment");
        var text = deployment.toString().replace("\"readOnlyRootFilesystem\"", "\"readOnlyRootFileSystem\"");

        assertThatThrownBy(() -> V1Deployment.validateJsonElement(JsonParser.parseString(text)))
                .hasMessageContaining("readOnlyRootFileSystem");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyManifestIsInTheBotsNamespaceAndNamedForItsClient(Path values) {
        var client = Manifests.values(values).path("clientId").asText();

        for (var manifest : Manifests.render(values).all()) {
            var metadata = manifest.path("metadata");
            assertThat(metadata.path("namespace").asText()).isEqualTo("freqtrade");
            assertThat(metadata.path("name").asText()).startsWith(client);
            assertThat(metadata.path("labels").path("botfleet.io/client-id").asText())
                    .isEqualTo(client);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyPodIsHardened(Path values) {
        var pod = Manifests.render(values).podTemplate().path("spec");

        assertThat(pod.path("automountServiceAccountToken").asText()).isEqualTo("false");
        assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThanOrEqualTo(60);
        var security = pod.path("securityContext");
        assertThat(security.path("runAsNonRoot").asText()).isEqualTo("true");
        assertThat(security.path("runAsUser").asInt()).isEqualTo(1000);
        assertThat(security.path("seccompProfile").path("type").asText()).isEqualTo("RuntimeDefault");
        for (var field : List.of("hostNetwork", "hostPID", "hostIPC")) {
            assertThat(pod.path(field).isMissingNode()).as(field).isTrue();
        }
        for (var container : containers(pod)) {
            var own = container.path("securityContext");
            assertThat(own.path("allowPrivilegeEscalation").asText()).isEqualTo("false");
            assertThat(own.path("readOnlyRootFilesystem").asText()).isEqualTo("true");
            assertThat(own.path("capabilities").path("drop")).hasToString("[\"ALL\"]");
            for (var kind : List.of("requests", "limits")) {
                assertThat(fields(container.path("resources").path(kind))).contains("cpu", "memory");
            }
        }
        for (var volume : pod.path("volumes")) {
            assertThat(volume.path("hostPath").isMissingNode()).isTrue();
        }
    }

    @Test
    void onlyOneBotOfAClientCanEverRun() {
        var spec = Manifests.render(Repository.example("trade-live"))
                .only("Deployment")
                .path("spec");

        assertThat(spec.path("replicas").asInt()).isEqualTo(1);
        assertThat(spec.path("strategy")).hasToString("{\"type\":\"Recreate\"}");
    }

    @Test
    void aBotIsNotCalledStuckBeforeItsStartupIsOver() {
        var values = Manifests.values(Repository.example("trade-live"));
        values.withObject("/chart").put("startupSeconds", 1_800);
        var spec = Manifests.render(values).only("Deployment").path("spec");
        var probe = spec.at("/template/spec/containers/0/startupProbe");

        assertThat(probe.path("failureThreshold").asInt()
                        * probe.path("periodSeconds").asInt())
                .isEqualTo(1_800);
        assertThat(spec.path("progressDeadlineSeconds").asInt()).isEqualTo(2_100);
    }

    /** A full volume ends this pod; a full node would end its neighbours. */
    @ParameterizedTest
    @MethodSource("examples")
    void whatAPodWritesIsBoundedAndFitsWhatItMayUse(Path values) {
        var pod = Manifests.render(values).podTemplate().path("spec");
        var scratch = pod.path("volumes")
                .valueStream()
                .filter(volume -> volume.has("emptyDir")
                        && !volume.at("/emptyDir/medium").asText().equals("Memory"))
                .mapToLong(volume -> mebibytes(volume.at("/emptyDir/sizeLimit").asText()))
                .toArray();

        assertThat(scratch).hasSize(2);
        assertThat(mebibytes(pod.at("/containers/0/resources/limits/ephemeral-storage")
                        .asText()))
                .as("with room for what is logged")
                .isGreaterThanOrEqualTo(LongStream.of(scratch).sum() + 100);
    }

    private static long mebibytes(String size) {
        var number = Long.parseLong(size.substring(0, size.length() - 2));
        return size.endsWith("Gi") ? number * 1024 : number;
    }

    @Test
    void aJobRunsOnceAndIsNotCleanedAwayToBeRunAgain() {
        var spec = Manifests.render(Repository.example("backtest")).only("Job").path("spec");

        assertThat(spec.path("backoffLimit").asInt(-1)).isZero();
        int deadline =
                spec.path("template").path("spec").path("activeDeadlineSeconds").asInt();
        assertThat(deadline).isPositive();
        assertThat(spec.path("activeDeadlineSeconds").asInt())
                .as("the Job's own deadline takes the pod's log away")
                .isEqualTo(2 * deadline);
        assertThat(spec.path("ttlSecondsAfterFinished").isMissingNode()).isTrue();
        assertThat(spec.path("template").path("spec").path("restartPolicy").asText())
                .isEqualTo("Never");
    }

    @Test
    void aJobMakesRoomForABotAndNeverTheOtherWay() {
        assertThat(podOf("backtest").path("priorityClassName").asText()).isEqualTo("backtests");
        assertThat(podOf("hyperopt").path("priorityClassName").asText()).isEqualTo("backtests");
        assertThat(podOf("trade-live").has("priorityClassName")).isFalse();
    }

    @Test
    void theContainerRunsTheEntryPointWithWhatWasCommanded() {
        var trade = container("trade-dry-run");
        assertThat(trade.path("command")).hasToString("[\"botfleet-entrypoint\"]");
        assertThat(trade.path("args")).hasToString("[\"trade\"]");
        assertThat(trade.path("env"))
                .hasToString("[{\"name\":\"FREQTRADE_STRATEGY\",\"value\":\"SampleStrategy\"},"
                        + "{\"name\":\"FREQTRADE_SCHEMA\",\"value\":\"cliente_001_dry\"},"
                        + "{\"name\":\"FREQTRADE__INITIAL_STATE\",\"valueFrom\":{\"configMapKeyRef\":"
                        + "{\"name\":\"cliente-001-state\",\"key\":\"initial-state\"}}}]");
        assertThat(container("backtest").path("args"))
                .hasToString("[\"backtest\",\"--timerange\",\"20250101-20250601\",\"--timeframe\",\"5m\"]");
        assertThat(container("hyperopt").path("args"))
                .hasToString("[\"hyperopt\",\"--timerange\",\"20250101-20250601\",\"--timeframe\",\"1h\","
                        + "\"--hyperopt-loss\",\"SharpeHyperOptLossDaily\",\"--epochs\",\"100\","
                        + "\"--spaces\",\"buy\",\"roi\"]");
    }

    @Test
    void freqtradeIsConfiguredAsCommanded() {
        var config = Manifests.render(Repository.example("trade-live")).configuration("config.json");

        assertThat(config.path("bot_name").asText()).isEqualTo("cliente-1234.9007199254740993");
        assertThat(config.path("dry_run").asText()).isEqualTo("false");
        assertThat(config.path("stake_currency").asText()).isEqualTo("EUR");
        assertThat(config.path("stake_amount").asText()).isEqualTo("unlimited");
        assertThat(config.path("max_open_trades").asInt()).isEqualTo(10);
        assertThat(config.path("timeframe").asText()).isEqualTo("1h");
        assertThat(config.path("exchange").path("name").asText()).isEqualTo("kraken");
        assertThat(config.path("exchange").path("pair_whitelist")).hasToString("[\"BTC/EUR\",\"ETH/EUR\"]");
        assertThat(fields(config)).doesNotContain("api_server", "db_url", "initial_state");
    }

    @Test
    void aStrategysParametersAreTheFileFreqtradeReads() {
        var file = Manifests.render(Repository.example("trade-live")).configuration("parameters.json");

        assertThat(file.path("strategy_name").asText()).isEqualTo("TrendStrategy");
        assertThat(file.path("ft_stratparam_v").asInt()).isEqualTo(1);
        assertThat(file.path("params"))
                .isEqualTo(Manifests.JSON.valueToTree(
                        Manifests.values(Repository.example("trade-live")).path("parameters")));
        assertThatThrownBy(() ->
                        Manifests.render(Repository.example("trade-dry-run")).configuration("parameters.json"))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void theSchemaScriptReachesThePodByteForByte() throws IOException {
        var script = Manifests.render(Repository.example("trade-dry-run")).ofKind("ConfigMap").stream()
                .map(map -> map.path("data").path("init-schema.sh"))
                .filter(JsonNode::isTextual)
                .findFirst()
                .orElseThrow();

        assertThat(script.asText()).isEqualTo(Files.readString(Repository.INIT_SCHEMA));
    }

    /** Where every DATABASE_URL says that it is, for whoever connects in a pod. */
    @Test
    void theDatabasesAuthorityReachesBothContainersAndRestartsThePod() {
        var values = Manifests.values(Repository.example("trade-dry-run"));
        var without = Manifests.render(values);
        var authority = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        values.withObject("/chart").put("databaseRootCertificate", authority);

        var with = Manifests.render(values);

        assertThat(with.ofKind("ConfigMap"))
                .filteredOn(map -> map.path("metadata").path("name").asText().endsWith("-config"))
                .singleElement()
                .satisfies(map -> assertThat(
                                map.path("data").path("database-ca.pem").asText())
                        .isEqualTo(authority));
        for (var container : containers(with.podTemplate().path("spec"))) {
            assertThat(container.path("volumeMounts").findValuesAsText("mountPath"))
                    .contains("/freqtrade/config");
        }
        assertThat(annotation(with, "botfleet.io/files-digest"))
                .isNotEqualTo(annotation(without, "botfleet.io/files-digest"));
        assertThat(annotation(with, Manifests.DIGEST)).isEqualTo(annotation(without, Manifests.DIGEST));
    }

    /** What would restart it is anything in the pod's template. */
    @Test
    void aBotThatIsToComeUpPausedIsNotRestartedForIt() {
        var values = Manifests.values(Repository.example("trade-live"));
        var running = Manifests.render(values);
        values.put("initialState", "paused");

        var paused = Manifests.render(values);

        assertThat(initialState(running)).isEqualTo("running");
        assertThat(initialState(paused)).isEqualTo("paused");
        assertThat(paused.only("Deployment")).isEqualTo(running.only("Deployment"));
        assertThat(paused.all())
                .filteredOn(manifest -> !running.all().contains(manifest))
                .extracting(manifest -> manifest.path("metadata").path("name").asText())
                .containsExactly("cliente-1234-state");
    }

    private static String initialState(Manifests manifests) {
        return manifests.ofKind("ConfigMap").stream()
                .map(map -> map.path("data").path("initial-state"))
                .filter(JsonNode::isTextual)
                .findFirst()
                .orElseThrow()
                .asText();
    }

    private static String annotation(Manifests manifests, String name) {
        return manifests
                .podTemplate()
                .path("metadata")
                .path("annotations")
                .path(name)
                .asText();
    }

    /** Its code is its client's, and it is tried once: it must neither see a secret nor need a part that may be away. */
    @ParameterizedTest
    @ValueSource(strings = {"backtest", "hyperopt"})
    void aJobNeedsNeitherTheDatabaseNorASecret(String example) {
        var manifests = Manifests.render(Repository.example(example));
        var pod = manifests.podTemplate().path("spec");

        assertThat(pod.has("initContainers")).isFalse();
        assertThat(containers(pod)).hasSize(1);
        assertThat(pod.path("volumes").findValuesAsText("name"))
                .containsExactly(
                        "config",
                        manifests.workload().path("metadata").path("name").asText() + "-config",
                        "private",
                        "user-data",
                        "tmp");
        assertThat(pod.path("volumes").findValues("secret")).isEmpty();
        assertThat(manifests.ofKind("SealedSecret")).isEmpty();
        assertThat(manifests.ofKind("ConfigMap")).hasSize(1);
        assertThat(manifests.only("NetworkPolicy").at("/spec/egress").findValuesAsText("port"))
                .containsExactly("53", "53", "443");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trade-live", "trade-dry-run"})
    void aBotsSchemaIsPreparedFirst(String example) {
        assertThat(podOf(example).at("/initContainers/0/name").asText()).isEqualTo("init-schema");
        assertThat(podOf(example).at("/initContainers/0/volumeMounts").findValuesAsText("name"))
                .containsExactly("config", "scripts", "secrets", "tmp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trade-live", "trade-dry-run"})
    void secretsAreSealedForTheBotsOwnNameAndMountedAsFiles(String example) {
        var values = Repository.example(example);
        var manifests = Manifests.render(values);
        var sealed = manifests.only("SealedSecret");
        var pod = manifests.podTemplate().path("spec");

        assertThat(manifests.ofKind("Secret")).isEmpty();
        assertThat(sealed.path("spec").path("encryptedData"))
                .isEqualTo(Manifests.JSON.valueToTree(Manifests.values(values).path("sealed")));
        assertThat(sealed.path("metadata").path("name"))
                .isEqualTo(manifests.workload().path("metadata").path("name"))
                .isEqualTo(sealed.path("spec").path("template").path("metadata").path("name"));
        var names = new ArrayList<String>();
        pod.path("volumes")
                .forEach(volume ->
                        names.add(volume.path("secret").path("secretName").asText("")));
        assertThat(names).contains(sealed.path("metadata").path("name").asText());
        for (var container : containers(pod)) {
            assertThat(container.path("envFrom").isMissingNode()).isTrue();
            container.path("env").forEach(variable -> assertThat(
                            variable.path("name").asText())
                    .isIn("FREQTRADE_STRATEGY", "FREQTRADE_SCHEMA", "FREQTRADE__INITIAL_STATE"));
        }
    }

    @Test
    void onlyThePlatformReachesABotAndNobodyReachesAJob() {
        var bot = Manifests.render(Repository.example("trade-live"))
                .only("NetworkPolicy")
                .path("spec");
        var job = Manifests.render(Repository.example("backtest"))
                .only("NetworkPolicy")
                .path("spec");

        assertThat(bot.path("policyTypes")).hasToString("[\"Ingress\",\"Egress\"]");
        assertThat(bot.path("ingress").toString())
                .contains("{\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"infra\"}},"
                        + "\"podSelector\":{\"matchLabels\":{\"app.kubernetes.io/name\":\"botfleet\"}}}")
                .contains("8080");
        assertThat(job.path("ingress")).isEmpty();
        assertThat(job.path("ingress").isArray()).isTrue();
    }

    @Test
    void aBotReachesExchangesOverHttpsButNothingPrivateThatWay() {
        var egress = Manifests.render(Repository.example("trade-live"))
                .only("NetworkPolicy")
                .path("spec")
                .path("egress");

        for (var rule : egress) {
            var ports = rule.path("ports").toString();
            assertThat(rule.path("ports"))
                    .as("a rule without ports lets everything through")
                    .isNotEmpty();
            if (ports.contains("443")) {
                assertThat(rule.path("to").toString()).contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");
            }
        }
        assertThat(egress.toString()).contains("\"port\":53,", "\"port\":5432,", "\"port\":443,");
    }

    /** Names carry data to whoever answers for them, and what stands on the database's port elsewhere is no database. */
    @Test
    void aBotAsksTheClustersOwnDnsAndItsDatabaseAlone() {
        var values = Manifests.values(Repository.example("trade-live"));
        assertThat(peers(Manifests.render(values), 53).toString())
                .isEqualTo(
                        "[{\"podSelector\":{\"matchLabels\":{\"k8s-app\":\"kube-dns\"}},"
                                + "\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"kube-system\"}}}]");
        assertThat(peers(Manifests.render(values), 5432).findValuesAsText("cidr"))
                .containsExactly("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");

        values.withObject("/chart/networkPolicy/postgres").putArray("cidrs").add("10.20.30.0/24");
        values.withObject("/chart/networkPolicy/dns").putArray("cidrs").add("169.254.20.10/32");

        assertThat(peers(Manifests.render(values), 5432).toString())
                .isEqualTo("[{\"ipBlock\":{\"cidr\":\"10.20.30.0/24\"}}]");
        assertThat(peers(Manifests.render(values), 53).findValuesAsText("cidr")).containsExactly("169.254.20.10/32");
    }

    @Test
    void aDatabaseInTheClusterIsReachedByItsLabels() {
        var values = Manifests.values(Repository.example("trade-live"));
        var postgres = values.withObject("/chart/networkPolicy/postgres");
        postgres.putArray("cidrs");
        assertThatThrownBy(() -> Manifests.render(values)).hasMessageContaining("specifications of the schema");

        postgres.putObject("labels").put("app", "postgres");

        assertThat(peers(Manifests.render(values), 5432).toString())
                .isEqualTo("[{\"podSelector\":{\"matchLabels\":{\"app\":\"postgres\"}}}]");
    }

    private static JsonNode peers(Manifests manifests, int port) {
        return manifests
                .only("NetworkPolicy")
                .at("/spec/egress")
                .valueStream()
                .filter(rule -> rule.at("/ports/0/port").asInt() == port)
                .findFirst()
                .orElseThrow()
                .path("to");
    }

    @Test
    void theChartLintsOnItsDefaultsAndRendersNothingWithoutATenant() {
        assertThat(new Helm(Repository.CHART).lint().strict().call().isFailed()).isFalse();
        assertThatThrownBy(() -> new Helm(Repository.CHART)
                        .template()
                        .withName("release")
                        .call())
                .hasMessageContaining("a tenant's values file is required");
    }

    private static JsonNode container(String example) {
        return Manifests.render(Repository.example(example))
                .podTemplate()
                .path("spec")
                .path("containers")
                .path(0);
    }

    private static JsonNode podOf(String example) {
        return Manifests.render(Repository.example(example)).podTemplate().path("spec");
    }

    private static List<JsonNode> containers(JsonNode pod) {
        var containers = new ArrayList<JsonNode>();
        pod.path("initContainers").forEach(containers::add);
        pod.path("containers").forEach(containers::add);
        assertThat(containers).isNotEmpty();
        return containers;
    }

    private static List<String> fields(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}
