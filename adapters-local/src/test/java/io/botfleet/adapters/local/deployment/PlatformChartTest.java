package io.botfleet.adapters.local.deployment;

import static io.botfleet.adapters.local.deployment.KubernetesObjects.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The platform on a cluster: hardened, with the rights it needs and no more, and without a secret in its values. */
class PlatformChartTest {
    static List<Path> examples() {
        return Infra.examples(Infra.PLATFORM_CHART);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyObjectHasKnownFields(Path values) {
        assertThat(render(values).all()).isNotEmpty().allSatisfy(object -> assertThatCode(
                        () -> KnownFields.check(object))
                .as(object.path("kind").asText())
                .doesNotThrowAnyException());
    }

    @Test
    void theFieldsCheckRefusesWhatKubernetesDoesNotHave() {
        var deployment = (ObjectNode) render(example("minimal")).only("Deployment");
        ((ObjectNode) deployment.at("/spec/template/spec")).put("runAsRoot", false);

        assertThatThrownBy(() -> KnownFields.check(deployment)).hasMessageContaining("runAsRoot");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyPodIsHardened(Path values) {
        var pod = render(values).only("Deployment").at("/spec/template/spec");

        assertThat(pod.at("/securityContext/runAsNonRoot")).hasToString("true");
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        for (var field : List.of("hostNetwork", "hostPID", "hostIPC", "initContainers")) {
            assertThat(pod.path(field).isMissingNode()).as(field).isTrue();
        }
        assertThat(pod.path("containers")).hasSize(1);
        var container = pod.at("/containers/0");
        assertThat(container.path("securityContext"))
                .hasToString("{\"allowPrivilegeEscalation\":false,\"readOnlyRootFilesystem\":true,"
                        + "\"capabilities\":{\"drop\":[\"ALL\"]}}");
        for (var kind : List.of("requests", "limits")) {
            assertThat(container.at("/resources/" + kind + "/cpu").isMissingNode())
                    .isFalse();
            assertThat(container.at("/resources/" + kind + "/memory").isMissingNode())
                    .isFalse();
        }
        for (var volume : pod.path("volumes")) {
            assertThat(volume.path("hostPath").isMissingNode()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void secretsAreNamedAndNeverGiven(Path values) throws JsonProcessingException {
        var objects = render(values);
        var pod = objects.only("Deployment").at("/spec/template/spec");
        var told = KubernetesObjects.JSON.readTree(
                objects.only("ConfigMap").at("/data/platform.json").asText());

        assertThat(objects.ofKind("Secret")).isEmpty();
        var container = pod.at("/containers/0");
        assertThat(container.path("envFrom").isMissingNode()).isTrue();
        assertThat(container.path("env").toString()).doesNotContain("secretKeyRef");
        assertThat(container.path("env").findValuesAsText("name"))
                .containsExactly("POD_IP", "BOTFLEET_HOSTS", "MICRONAUT_SERVER_HOST");
        var mounted = volume(pod, "secrets").path("secret");
        assertThat(mounted.path("defaultMode").asInt()).isEqualTo(0440);
        // Every file that the program is told of is one that the entry point copies.
        assertThat(told.path("secretFiles").properties().stream().map(Map.Entry::getKey))
                .contains("database-password", "encryption-keys", "master-key", "rpc-url", "settler-key")
                .containsExactlyInAnyOrderElementsOf(mounted.path("items").findValuesAsText("path"));
        assertThat(told.path("secretFiles"))
                .allSatisfy(file -> assertThat(file.asText()).startsWith("/run/botfleet/secrets/"));
        assertThat(volume(pod, "private").at("/emptyDir/medium").asText()).isEqualTo("Memory");
    }

    @Test
    void theConfigurationSaysWhatTheValuesSay() throws JsonProcessingException {
        var told = KubernetesObjects.JSON.readTree(render(example("full"))
                .only("ConfigMap")
                .at("/data/platform.json")
                .asText());

        assertThat(told.path("chainId").asLong()).isEqualTo(1);
        assertThat(told.path("startBlock").asLong()).isEqualTo(21_000_000);
        assertThat(told.path("gateway").asText()).isEqualTo("0x5FbDB2315678afecb367f032d93F642f64180aa3");
        assertThat(told.at("/git/access").asText()).isEqualTo("token");
        assertThat(told.at("/database/port").asInt()).isEqualTo(6432);
        assertThat(told.at("/cluster/applicationsNamespace").asText()).isEqualTo("infra");
        assertThat(told.at("/cluster/botsNamespace").asText()).isEqualTo("freqtrade");
    }

    @Test
    void theDatabasesAuthorityIsAFileBesideTheConfiguration() throws JsonProcessingException {
        var objects = render(example("minimal"));
        var told = KubernetesObjects.JSON.readTree(
                objects.only("ConfigMap").at("/data/platform.json").asText());
        var pod = objects.only("Deployment").at("/spec/template/spec");

        assertThat(told.at("/database/tls").asText()).isEqualTo("verify-full");
        assertThat(told.at("/database/rootCertificate").asText()).isEqualTo("/etc/botfleet/database-ca.pem");
        assertThat(objects.only("ConfigMap").at("/data/database-ca.pem").asText())
                .startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(mountPath(pod, "config")).isEqualTo("/etc/botfleet");
    }

    @Test
    void aDatabaseWhoseHostIsTrustedNeedsNoAuthority() throws JsonProcessingException {
        var map = render(example("single")).only("ConfigMap").path("data");
        var told = KubernetesObjects.JSON.readTree(map.path("platform.json").asText());

        assertThat(told.at("/database/tls").asText()).isEqualTo("prefer");
        assertThat(told.path("database").has("rootCertificate")).isFalse();
        assertThat(map.has("database-ca.pem")).isFalse();
    }

    @Test
    void aDatabaseThatIsToBeLookedAtNeedsAnAuthority() {
        var values = KubernetesObjects.values(example("minimal"));
        values.withObject("/config/database").remove("rootCertificate");

        assertThatThrownBy(() -> render(values))
                .hasMessageContaining("config.database.rootCertificate is required where tls is verify-full");
    }

    /** Whoever answered in the controller's place would read every exchange key from then on. */
    @Test
    void isNotRenderedWhereAnybodyCouldSayWhatSecretsAreSealedTo() {
        var values = KubernetesObjects.values(example("minimal"));
        values.withObject("/config").remove("sealing");

        assertThatThrownBy(() -> render(values)).hasMessageContaining("anybody could answer for an http: controller");
    }

    @Test
    void thePinnedSealingCertificatesAreAFileBesideTheConfiguration() throws JsonProcessingException {
        var values = KubernetesObjects.values(example("minimal"));
        var sealing = values.withObject("/config/sealing");
        String both = sealing.path("certificate").asText().strip() + "\n"
                + sealing.path("certificate").asText().strip() + "\n";
        sealing.put("certificate", both);

        var map = render(values).only("ConfigMap").path("data");
        var told = KubernetesObjects.JSON.readTree(map.path("platform.json").asText());
        assertThat(told.at("/cluster/sealing"))
                .hasToString("{\"certificate\":\"/etc/botfleet/sealing.pem\","
                        + "\"controller\":\"http://sealed-secrets-controller:8080\"}");
        assertThat(map.path("sealing.pem").asText()).isEqualTo(both);
    }

    @Test
    void theSealingControllerIsBelievedWhereSomebodyVouchesForTheNetwork() throws JsonProcessingException {
        var values = KubernetesObjects.values(example("minimal"));
        values.withObject("/config").putObject("sealing").put("network", "trusted");

        var told = KubernetesObjects.JSON.readTree(
                render(values).only("ConfigMap").at("/data/platform.json").asText());
        assertThat(told.at("/cluster/sealing"))
                .hasToString("{\"controller\":\"http://sealed-secrets-controller:8080\",\"network\":\"trusted\"}");
    }

    private static String mountPath(JsonNode pod, String volume) {
        for (var mount : pod.at("/containers/0/volumeMounts")) {
            if (mount.path("name").asText().equals(volume)) {
                return mount.path("mountPath").asText();
            }
        }
        return "";
    }

    @Test
    void anotherAuthorityStartsThePodsAnew() {
        var values = KubernetesObjects.values(example("minimal"));
        var before = digest(values);
        var database = values.withObject("/config/database");

        database.put(
                "rootCertificate", database.path("rootCertificate").asText().repeat(2));

        assertThat(digest(values)).isNotEqualTo(before);
    }

    @Test
    void aChangedConfigurationStartsThePodsAnew() {
        var values = KubernetesObjects.values(example("minimal"));
        var before = digest(values);

        values.withObject("/config").put("startBlock", 7_000_001);

        assertThat(digest(values)).matches("sha256:[0-9a-f]{64}").isNotEqualTo(before);
    }

    @Test
    void probesAskTheProcessAndThePartsByAHostThatItGoesBy() {
        var container = render(example("minimal")).only("Deployment").at("/spec/template/spec/containers/0");

        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/api/v1/ping");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/api/v1/ping");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health");
        for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.at("/" + probe + "/httpGet/httpHeaders"))
                    .hasToString("[{\"name\":\"Host\",\"value\":\"localhost\"}]");
        }
        var hosts = container.at("/env/1/value").asText().split(",");
        assertThat(hosts).contains("localhost", "$(POD_IP)", "botfleet.infra.svc");
    }

    @Test
    void aReplicaIsAlwaysThereWhileNodesAndVersionsChange() {
        var objects = render(example("minimal"));
        var spec = objects.only("Deployment").path("spec");

        assertThat(spec.path("replicas").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(spec.at("/strategy/rollingUpdate/maxUnavailable").asInt(-1)).isZero();
        assertThat(spec.at("/template/spec/topologySpreadConstraints").findValuesAsText("topologyKey"))
                .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone");
        assertThat(objects.only("PodDisruptionBudget")
                        .at("/spec/maxUnavailable")
                        .asInt())
                .isEqualTo(1);
        var rest = spec.at("/template/spec/terminationGracePeriodSeconds").asInt();
        assertThat(rest).as("five seconds of preStop and ten to stop").isGreaterThan(15);
    }

    @Test
    void anAutoscalerAloneSaysHowManyReplicasThereAre() {
        var objects = render(example("full"));

        assertThat(objects.only("Deployment").at("/spec/replicas").isMissingNode())
                .isTrue();
        var spec = objects.only("HorizontalPodAutoscaler").path("spec");
        assertThat(spec.at("/scaleTargetRef/name"))
                .isEqualTo(objects.only("Deployment").at("/metadata/name"));
        assertThat(spec.path("minReplicas").asInt()).isEqualTo(3);
        assertThat(spec.path("maxReplicas").asInt()).isEqualTo(8);
        assertThat(render(example("minimal")).ofKind("HorizontalPodAutoscaler")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theRolesReadWhatIsWatchedAndDeleteApplicationsAndNothingElse(Path values) {
        var objects = render(values);

        assertThat(objects.ofKind("ClusterRole")).isEmpty();
        assertThat(objects.ofKind("ClusterRoleBinding")).isEmpty();
        assertThat(objects.ofKind("Role").stream().flatMap(PlatformChartTest::rights))
                .containsExactlyInAnyOrder(
                        "infra argoproj.io/applications [get, list, watch, delete]",
                        "freqtrade apps/deployments [get, list, watch]",
                        "freqtrade batch/jobs [get, list, watch]",
                        "freqtrade /pods [get, list, watch]",
                        "freqtrade /pods/log [get]");
        for (var binding : objects.ofKind("RoleBinding")) {
            assertThat(binding.path("subjects"))
                    .hasToString("[{\"kind\":\"ServiceAccount\",\"name\":\"botfleet\",\"namespace\":\"infra\"}]");
        }
        assertThat(objects.only("ServiceAccount").path("automountServiceAccountToken"))
                .hasToString("false");
    }

    @Test
    void isNotInstalledOnAClusterThatIsTooOldForIt() {
        var values = Infra.PLATFORM_CHART.resolve("ci/minimal-values.yaml");

        assertThat(KubernetesObjects.ofChart(Infra.PLATFORM_CHART, values, "1.25.0")
                        .all())
                .isNotEmpty();
        assertThatThrownBy(() -> KubernetesObjects.ofChart(Infra.PLATFORM_CHART, values, "1.24.17"))
                .hasMessageContaining("kubeVersion");
    }

    @Test
    void clientsReachTheirPathsOverTlsAndNoOthers() {
        var ingress = render(example("full")).only("Ingress");

        assertThat(ingress.at("/spec/tls/0/secretName").asText()).isEqualTo("api-example-com-tls");
        assertThat(ingress.at("/spec/tls/0/hosts/0")).isEqualTo(ingress.at("/spec/rules/0/host"));
        assertThat(ingress.at("/spec/rules/0/http/paths").findValuesAsText("path"))
                .contains("/trade", "/commands", "/events")
                .doesNotContain("/", "/prometheus", "/health");
        var annotations = ingress.at("/metadata/annotations");
        assertThat(annotations
                        .path("nginx.ingress.kubernetes.io/force-ssl-redirect")
                        .asText())
                .isEqualTo("true");
        for (var limit : List.of("limit-rps", "limit-connections", "proxy-body-size")) {
            assertThat(annotations.path("nginx.ingress.kubernetes.io/" + limit).asText())
                    .as(limit)
                    .matches("[1-9][0-9]*k?");
        }
        assertThat(render(example("minimal")).ofKind("Ingress")).isEmpty();
    }

    @Test
    void nobodyReachesThePlatformWhomItDoesNotServe() {
        var closed = render(example("minimal")).only("NetworkPolicy").path("spec");
        var open = render(example("full")).only("NetworkPolicy").path("spec");

        assertThat(texts(closed.path("policyTypes"))).containsExactly("Ingress", "Egress");
        assertThat(closed.path("ingress")).hasToString("[]");
        assertThat(open.path("ingress")).hasSize(1);
        assertThat(open.at("/ingress/0/from").findValuesAsText("kubernetes.io/metadata.name"))
                .containsExactly("ingress-nginx", "monitoring");
        for (var rule : closed.path("egress")) {
            assertThat(rule.path("ports"))
                    .as("a rule without ports lets everything through")
                    .isNotEmpty();
        }
    }

    @Test
    void asksForNamesAndDataOnlyWhereTheyAre() {
        assertThat(peers(render(example("minimal")), 53))
                .hasToString(
                        "[{\"podSelector\":{\"matchLabels\":{\"k8s-app\":\"kube-dns\"}},"
                                + "\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"kube-system\"}}}]");
        assertThat(peers(render(example("minimal")), 5432).findValuesAsText("cidr"))
                .containsExactly("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");
        assertThat(peers(render(example("full")), 53).findValuesAsText("cidr")).containsExactly("169.254.20.10/32");
        var postgres = peers(render(example("full")), 6432);
        assertThat(postgres.findValuesAsText("cidr")).containsExactly("10.20.30.0/24");
        assertThat(postgres.findValuesAsText("app.kubernetes.io/name")).containsExactly("postgresql");
        assertThat(postgres.findValuesAsText("kubernetes.io/metadata.name")).containsExactly("postgres");
    }

    private static JsonNode peers(KubernetesObjects objects, int port) {
        return objects.only("NetworkPolicy")
                .at("/spec/egress")
                .valueStream()
                .filter(rule -> rule.at("/ports/0/port").asInt() == port)
                .findFirst()
                .orElseThrow()
                .path("to");
    }

    @Test
    void prometheusFindsTheServiceByItsLabelsAndPort() {
        var objects = render(example("full"));
        var monitor = objects.only("ServiceMonitor");
        var service = objects.only("Service");

        assertThat(monitor.at("/spec/endpoints/0/path").asText()).isEqualTo("/prometheus");
        assertThat(monitor.at("/spec/endpoints/0/port")).isEqualTo(service.at("/spec/ports/0/name"));
        assertThat(service.at("/metadata/labels").properties())
                .containsAll(monitor.at("/spec/selector/matchLabels").properties());
        assertThat(monitor.at("/metadata/labels/release").asText()).isEqualTo("kube-prometheus-stack");
    }

    /** So that the alerts which are tried on figures over time are the ones that fire. */
    @Test
    void theAlertsAreThoseOfTheFile() {
        var rule = render(example("full")).only("PrometheusRule");
        var file = KubernetesObjects.values(Infra.PLATFORM_CHART.resolve("alerts/botfleet.rules.yml"));

        assertThat(file.path("groups")).isNotEmpty();
        assertThat(rule.path("spec")).isEqualTo(file);
        assertThat(rule.at("/spec/groups/0/rules").findValuesAsText("alert")).contains("BotfleetAway");
        assertThat(rule.at("/metadata/labels/release").asText()).isEqualTo("kube-prometheus-stack");
        assertThat(render(example("minimal")).ofKind("PrometheusRule")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chainId", "gateway", "startBlock", "gitUrl"})
    void isNotRenderedBeforeItIsTold(String name) {
        var values = KubernetesObjects.values(example("minimal"));
        values.withObject("/config").remove(name);

        assertThatThrownBy(() -> render(values)).hasMessageContaining("config." + name + " is required");
    }

    @Test
    void isNotRenderedWithoutADatabaseOrAnyConfiguration() {
        var values = KubernetesObjects.values(example("minimal"));
        values.withObject("/config/database").remove("host");

        assertThatThrownBy(() -> render(values)).hasMessageContaining("config.database.host is required");
        assertThatThrownBy(() -> new Helm(Infra.PLATFORM_CHART)
                        .template()
                        .withKubeVersion("1.30.0")
                        .withName("botfleet")
                        .call())
                .hasMessageContaining("is required");
    }

    @Test
    void lintsOnItsDefaults() {
        assertThat(new Helm(Infra.PLATFORM_CHART).lint().strict().call().isFailed())
                .isFalse();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/replicas | `0`",
                "/replicas | `\"2\"`",
                "/replicas | `2.5`",
                "/unknown | `1`",
                "/config/unknown | `1`",
                "/config/policy/unknown | `1`",
                "/config/chainId | `0`",
                "/config/chainId | `\"1\"`",
                "/config/gateway | `\"0x0000000000000000000000000000000000000000\"`",
                "/config/gateway | `\"0x5FbDB2315678afecb367f032d93F642f64180aa\"`",
                "/config/gateway | `\"0x5FbDB2315678afecb367f032d93F642f64180aa3\\n\"`",
                "/config/startBlock | `-1`",
                "/config/gitUrl | `\"https://user:token@git.example.com/gitops.git\"`",
                "/config/gitUrl | `\"https://token@git.example.com/gitops.git\"`",
                "/config/gitUrl | `\"ssh://git:password@git.example.com/gitops.git\"`",
                "/config/gitUrl | `\"http://git.example.com/gitops.git\"`",
                "/config/gitUrl | `\"file:///gitops.git\"`",
                "/config/database/host | `\"postgres.example.com:5432\"`",
                "/config/database/host | `\"user@postgres\"`",
                "/config/database/password | `\"secret\"`",
                "/config/database/port | `0`",
                "/config/database/tls | `\"require\"`",
                "/config/database/tls | `\"prefer\"`",
                "/config/database/rootCertificate | `\"/etc/ca.pem\"`",
                "/config/database/rootCertificate | `\"-----BEGIN PRIVATE KEY-----\\nAA==\\n-----END PRIVATE KEY-----\"`",
                "/config/sealing/controller | `\"sealed-secrets\"`",
                "/config/sealing/fingerprints | `[]`",
                "/config/sealing/network | `\"mine\"`",
                "/config/sealing/certificate | `\"/etc/sealing.pem\"`",
                "/config/policy/mostBots | `0`",
                "/config/policy/confirmations | `-1`",
                "/config/feeCapGwei | `0`",
                "/config/botLogs | `\"hidden\"`",
                "/config/botLogs | `true`",
                "/secrets/name | `\"\"`",
                "/secrets/git | `\"password\"`",
                "/secrets/masterKey | `\"00\"`",
                "/image/digest | `\"sha256:00\"`",
                "/image/tag | `\"a b\"`",
                "/service/port | `80`",
                "/resources/limits/memory | `\"lots\"`",
                "/resources/limits/memory | `null`",
                "/terminationGracePeriodSeconds | `5`",
                "/autoscaling/maxReplicas | `2`",
                "/autoscaling/minReplicas | `1`",
                "/ingress/host | `\"\"`",
                "/ingress/host | `\"*\"`",
                "/ingress/tlsSecretName | `\"\"`",
                "/ingress/requestsPerSecond | `0`",
                "/networkPolicy/outsidePorts | `[]`",
                "/networkPolicy/postgres | `{\"namespace\":\"\",\"labels\":{},\"cidrs\":[]}`",
                "/networkPolicy/postgres/cidrs | `[\"0.0.0.0/0\"]`",
                "/networkPolicy/postgres/cidrs | `[\"10.0.0.1\"]`",
                "/networkPolicy/dns/cidrs | `[\"everywhere\"]`",
                "/prometheusRule/labels | `{\"a b\":\"c\"}`",
                "/networkPolicy/outsidePorts | `[0]`",
                "/serviceMonitor/labels | `{\"a b\":\"c\"}`"
            })
    void refusesValuesThatAreWrong(String pointer, String json) throws JsonProcessingException {
        var values = KubernetesObjects.values(example("full"));
        var slash = pointer.lastIndexOf('/');
        (slash == 0 ? values : values.withObject(pointer.substring(0, slash)))
                .set(pointer.substring(slash + 1), KubernetesObjects.JSON.readTree(json));

        assertThatThrownBy(() -> render(values))
                .hasMessageMatching(Pattern.compile(
                        ".*(values don't meet the specifications of the schema"
                                + "|minReplicas is more than autoscaling.maxReplicas).*",
                        Pattern.DOTALL));
    }

    private static KubernetesObjects render(Path values) {
        return KubernetesObjects.ofChart(Infra.PLATFORM_CHART, values);
    }

    private static KubernetesObjects render(ObjectNode values) {
        return KubernetesObjects.ofChart(Infra.PLATFORM_CHART, values);
    }

    private static Path example(String name) {
        return Infra.PLATFORM_CHART.resolve("ci").resolve(name + "-values.yaml");
    }

    private static String digest(ObjectNode values) {
        return render(values)
                .only("Deployment")
                .at("/spec/template/metadata/annotations")
                .path("botfleet.io/config-digest")
                .asText();
    }

    private static JsonNode volume(JsonNode pod, String name) {
        for (var volume : pod.path("volumes")) {
            if (volume.path("name").asText().equals(name)) {
                return volume;
            }
        }
        throw new AssertionError("no volume " + name);
    }

    private static Stream<String> rights(JsonNode role) {
        var namespace = role.at("/metadata/namespace").asText();
        return role.path("rules").valueStream().flatMap(rule -> texts(rule.path("apiGroups")).stream()
                .flatMap(group -> texts(rule.path("resources")).stream()
                        .map(resource -> namespace + " " + group + "/" + resource + " " + texts(rule.path("verbs")))));
    }
}
