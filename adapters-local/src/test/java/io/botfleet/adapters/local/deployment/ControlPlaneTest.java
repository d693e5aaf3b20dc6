package io.botfleet.adapters.local.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.testkit.kubernetes.ControlPlaneTools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real API server takes everything that is deployed, drops none of it, and gives the platform its rights and no more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneTest {
    /** Versions that a control plane may be too old for, with the same fields in an earlier one. */
    private static final Map<String, String> EARLIER = Map.of(
            "policy/v1", "policy/v1beta1",
            "autoscaling/v2", "autoscaling/v2beta2");

    /**
     * Kinds that it may not have, for its age or since nobody defines them; where it has not, their fields are checked by
     * Kubernetes' models and by the charts' tests alone.
     */
    private static final Set<String> NOT_EVERYWHERE =
            Set.of("PrometheusRule", "ServiceMonitor", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding");

    private static final List<String> VERBS =
            List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

    /** What the platform may do; everything else is denied. */
    private static final Map<String, Set<String>> RIGHTS = Map.of(
            "infra argoproj.io/applications", Set.of("get", "list", "watch", "delete"),
            "freqtrade apps/deployments", Set.of("get", "list", "watch"),
            "freqtrade batch/jobs", Set.of("get", "list", "watch"),
            "freqtrade /pods", Set.of("get", "list", "watch"),
            "freqtrade /pods/log", Set.of("get"));

    private Optional<ApiServer> started = Optional.empty();

    static List<Path> botValues() {
        return Stream.concat(Infra.examples(Infra.BOT_CHART).stream(), Infra.clients().stream())
                .toList();
    }

    static List<Path> platformValues() {
        return Infra.examples(Infra.PLATFORM_CHART);
    }

    @BeforeAll
    void start() {
        var tools = ControlPlaneTools.find();
        assumeTrue(tools.isPresent(), ControlPlaneTools.NONE);
        started = Optional.of(new ApiServer(tools.orElseThrow()));
        var parts = KubernetesObjects.ofFiles(Infra.argoFiles());
        parts.ofKind("Namespace").forEach(server()::apply);
        for (var object : platform()) {
            if (Set.of("ServiceAccount", "Role", "RoleBinding")
                    .contains(object.path("kind").asText())) {
                server().apply(object);
            }
        }
    }

    @AfterAll
    void stop() {
        started.ifPresent(ApiServer::close);
    }

    @ParameterizedTest
    @MethodSource("botValues")
    void takesEveryBotAndBacktest(Path values) {
        taken(KubernetesObjects.ofChart(Infra.BOT_CHART, values).all());
    }

    @ParameterizedTest
    @MethodSource("platformValues")
    void takesThePlatform(Path values) {
        taken(KubernetesObjects.ofChart(Infra.PLATFORM_CHART, values).all());
    }

    @Test
    void takesWhatArgoIsTold() {
        taken(KubernetesObjects.ofFiles(List.of(Infra.ROOT_APPLICATION)).all());
        taken(KubernetesObjects.ofFiles(Infra.argoFiles()).all());
    }

    @Test
    void takesTheApplicationsThatArgoMakesOfFolders() {
        var parts = KubernetesObjects.ofFiles(Infra.argoFiles());

        taken(List.of(
                GoTemplates.application(parts.named("ApplicationSet", "bots"), "clientes/cliente-001"),
                GoTemplates.application(parts.named("ApplicationSet", "backtests"), "backtests/cliente-001/57")));
    }

    @Test
    void aFieldThatTheServerDropsIsNoticed() {
        ObjectNode application = KubernetesObjects.ofFiles(Infra.argoFiles())
                .named("Application", "botfleet")
                .deepCopy();
        application.withObject("/spec/syncPolicy/automated").put("selfHeals", false);

        assertThat(dropped(application)).containsExactly("/spec/syncPolicy/automated/selfHeals");
    }

    @Test
    void anObjectThatIsWrongIsRefused() {
        var deployment = platform().stream()
                .filter(object -> object.path("kind").asText().equals("Deployment"))
                .findFirst()
                .orElseThrow()
                .deepCopy();
        deployment.withObject("/spec/selector/matchLabels").put("app.kubernetes.io/name", "another");

        assertThatThrownBy(() -> server().dryRun(deployment)).hasMessageContaining("selector");
    }

    @Test
    void thePlatformCanDoExactlyWhatItsRolesList() {
        for (var namespace : List.of("infra", "freqtrade")) {
            for (var resource : resources()) {
                for (var verb : VERBS) {
                    var may = RIGHTS.getOrDefault(namespace + " " + resource, Set.of())
                            .contains(verb);
                    assertThat(canI(namespace, resource, verb))
                            .as("%s %s in %s", verb, resource, namespace)
                            .isEqualTo(may);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"infra", "freqtrade", "default"})
    void theServersOwnListOfThePlatformsRightsHasNothingElse(String namespace) {
        var review = KubernetesObjects.JSON.createObjectNode();
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectRulesReview");
        review.putObject("spec").put("namespace", namespace);

        var rules = server().createAs(
                        server().token("infra", "botfleet"),
                        "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                        review)
                .body()
                .at("/status/resourceRules");

        var found = new TreeSet<String>();
        for (var rule : rules) {
            for (var group : KubernetesObjects.texts(rule.path("apiGroups"))) {
                for (var resource : KubernetesObjects.texts(rule.path("resources"))) {
                    found.add(namespace + " " + group + "/" + resource + " "
                            + new TreeSet<>(KubernetesObjects.texts(rule.path("verbs"))));
                }
            }
        }
        // What every account may: ask who it is and what it may.
        found.removeIf(rule -> rule.contains(".k8s.io/selfsubject"));
        var expected = new TreeSet<String>();
        RIGHTS.forEach((resource, verbs) -> {
            if (resource.startsWith(namespace + " ")) {
                expected.add(resource + " " + new TreeSet<>(verbs));
            }
        });
        assertThat(found).containsExactlyElementsOf(expected);
    }

    @Test
    void withItsTokenThePlatformReadsAndDeletesApplicationsAndIsRefusedTheRest() {
        var parts = KubernetesObjects.ofFiles(Infra.argoFiles());
        var application = GoTemplates.application(parts.named("ApplicationSet", "bots"), "clientes/cliente-001");
        ((ObjectNode) application.path("metadata")).remove("finalizers");
        server().apply(application);
        var token = server().token("infra", "botfleet");
        var applications = "/apis/argoproj.io/v1alpha1/namespaces/infra/applications";

        assertThat(status("GET", applications, token)).isEqualTo(200);
        assertThat(status("GET", "/api/v1/namespaces/freqtrade/pods", token)).isEqualTo(200);
        assertThat(status("GET", "/api/v1/namespaces/infra/secrets", token)).isEqualTo(403);
        assertThat(status("GET", "/api/v1/namespaces/freqtrade/secrets", token)).isEqualTo(403);
        assertThat(status("GET", "/api/v1/pods", token)).isEqualTo(403);
        assertThat(server().statusOfApplying(applications + "/cliente-001", application, token))
                .isEqualTo(403);
        assertThat(status("DELETE", "/apis/apps/v1/namespaces/freqtrade/deployments/cliente-001", token))
                .isEqualTo(403);
        assertThat(status("DELETE", applications + "/cliente-001", token)).isEqualTo(200);
        assertThat(status("GET", applications + "/cliente-001", token)).isEqualTo(404);
    }

    private ApiServer server() {
        return started.orElseThrow();
    }

    private int status(String method, String path, String token) {
        return server().status(method, path, token);
    }

    private static List<ObjectNode> platform() {
        return KubernetesObjects.ofChart(Infra.PLATFORM_CHART, Infra.PLATFORM_CHART.resolve("ci/minimal-values.yaml"))
                .all();
    }

    private void taken(List<ObjectNode> objects) {
        var known = objects.stream()
                .filter(object -> !NOT_EVERYWHERE.contains(object.path("kind").asText()) || server().serves(object))
                .toList();
        assertThat(known).isNotEmpty().allSatisfy(object -> assertThat(dropped(object))
                .as("dropped from %s", object.path("kind").asText())
                .isEmpty());
    }

    /** Pointers to what the server would not keep of an object; throws where it refuses all of it. */
    private List<String> dropped(ObjectNode object) {
        var sent = object.deepCopy();
        var version = sent.path("apiVersion").asText();
        if (EARLIER.containsKey(version) && !server().serves(sent)) {
            sent.put("apiVersion", EARLIER.get(version));
        }
        var dropped = new ArrayList<String>();
        compare("", sent, server().dryRun(sent), dropped);
        return dropped;
    }

    private static void compare(String pointer, JsonNode sent, JsonNode kept, List<String> dropped) {
        if (sent.isObject() && kept.isObject()) {
            sent.properties()
                    .forEach(each ->
                            compare(pointer + "/" + each.getKey(), each.getValue(), kept.path(each.getKey()), dropped));
        } else if (sent.isArray() && kept.isArray() && sent.size() == kept.size()) {
            for (var at = 0; at < sent.size(); at++) {
                compare(pointer + "/" + at, sent.path(at), kept.path(at), dropped);
            }
        } else if (!sent.equals(kept) && !(kept.isMissingNode() && isEmpty(sent))) {
            dropped.add(pointer);
        }
    }

    /** Go's JSON leaves out lists and objects that are empty. */
    private static boolean isEmpty(JsonNode value) {
        return value.isContainerNode() && value.isEmpty();
    }

    private boolean canI(String namespace, String resource, String verb) {
        var review = KubernetesObjects.JSON.createObjectNode();
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SubjectAccessReview");
        var spec = review.putObject("spec").put("user", "system:serviceaccount:infra:botfleet");
        spec.putArray("groups")
                .add("system:serviceaccounts")
                .add("system:serviceaccounts:infra")
                .add("system:authenticated");
        var parts = resource.split("/", 3);
        spec.putObject("resourceAttributes")
                .put("namespace", namespace)
                .put("verb", verb)
                .put("group", parts[0])
                .put("resource", parts[1])
                .put("subresource", parts.length == 3 ? parts[2] : "");
        var answer = server().create("/apis/authorization.k8s.io/v1/subjectaccessreviews", review);
        assertThat(answer.status()).isEqualTo(201);
        return answer.body().at("/status/allowed").asBoolean();
    }

    private static List<String> resources() {
        return List.of(
                "argoproj.io/applications",
                "argoproj.io/applicationsets",
                "argoproj.io/appprojects",
                "apps/deployments",
                "apps/deployments/scale",
                "batch/jobs",
                "/pods",
                "/pods/log",
                "/pods/exec",
                "/secrets",
                "/configmaps",
                "/serviceaccounts/token",
                "bitnami.com/sealedsecrets",
                "rbac.authorization.k8s.io/rolebindings");
    }
}
