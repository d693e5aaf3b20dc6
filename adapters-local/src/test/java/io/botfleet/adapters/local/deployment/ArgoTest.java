package io.botfleet.adapters.local.deployment;

import static io.botfleet.adapters.local.deployment.KubernetesObjects.groupAndKind;
import static io.botfleet.adapters.local.deployment.KubernetesObjects.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ArgoCD is told: no more rights than bots need, and no commit that ends the fleet. */
class ArgoTest {
    private static final Set<String> OF_THE_CLUSTER = Set.of(
            "/Namespace",
            "scheduling.k8s.io/PriorityClass",
            "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
            "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding");

    private final KubernetesObjects parts = KubernetesObjects.ofFiles(Infra.argoFiles());
    private final KubernetesObjects root = KubernetesObjects.ofFiles(List.of(Infra.ROOT_APPLICATION));
    private final KubernetesObjects all = parts.and(root);

    @Test
    void everyObjectHasKnownFields() {
        assertThat(all.all()).hasSizeGreaterThan(15).allSatisfy(object -> assertThatCode(
                        () -> KnownFields.check(object))
                .as(object.path("kind").asText())
                .doesNotThrowAnyException());
    }

    @Test
    void nothingIsASecret() {
        assertThat(all.ofKind("Secret")).isEmpty();
        assertThat(all.all().toString())
                .doesNotContainIgnoringCase("password", "token:", "PRIVATE KEY")
                .as("an authority's certificate is public")
                .doesNotContainPattern("-----BEGIN (?!CERTIFICATE-----)");
    }

    @Test
    void theBotsProjectAllowsWhatTheChartMakesAndNothingElse() {
        var spec = parts.named("AppProject", "bots").path("spec");
        var made = new TreeSet<String>();
        for (var values : Infra.examples(Infra.BOT_CHART)) {
            KubernetesObjects.ofChart(Infra.BOT_CHART, values).all().forEach(object -> made.add(groupAndKind(object)));
        }

        assertThat(allowed(spec.path("namespaceResourceWhitelist"))).containsExactlyElementsOf(made);
        assertThat(spec.path("clusterResourceWhitelist")).hasToString("[]");
        assertThat(spec.path("destinations").findValuesAsText("namespace")).containsExactly("freqtrade");
        assertThat(texts(spec.path("sourceRepos"))).hasSize(1).noneMatch(url -> url.contains("*"));
    }

    @Test
    void thePlatformsProjectAllowsWhatIsThereAndNoSecretsOrPods() {
        var spec = root.only("AppProject").path("spec");
        var chart = Infra.examples(Infra.PLATFORM_CHART).stream()
                .flatMap(values -> KubernetesObjects.ofChart(Infra.PLATFORM_CHART, values).all().stream());
        var made = Stream.concat(parts.all().stream(), chart)
                .map(KubernetesObjects::groupAndKind)
                .toList();
        var inNamespaces = allowed(spec.path("namespaceResourceWhitelist"));

        assertThat(made.stream().filter(OF_THE_CLUSTER::contains))
                .isNotEmpty()
                .allMatch(allowed(spec.path("clusterResourceWhitelist"))::contains);
        assertThat(made.stream().filter(kind -> !OF_THE_CLUSTER.contains(kind)))
                .isNotEmpty()
                .allMatch(inNamespaces::contains);
        assertThat(inNamespaces)
                .as("beyond what there is")
                .containsExactlyInAnyOrderElementsOf(new TreeSet<>(made.stream()
                        .filter(kind -> !OF_THE_CLUSTER.contains(kind))
                        .toList()));
        assertThat(spec.path("destinations").findValuesAsText("namespace")).containsExactly("infra", "freqtrade");
    }

    @Test
    void everythingComesFromARepositoryThatItsProjectNames() {
        Stream.concat(
                        all.ofKind("Application").stream().map(each -> each.path("spec")),
                        all.ofKind("ApplicationSet").stream().map(each -> each.at("/spec/template/spec")))
                .forEach(spec -> {
                    var project = all.named("AppProject", spec.path("project").asText())
                            .path("spec");
                    assertThat(texts(project.path("sourceRepos")))
                            .contains(spec.at("/source/repoURL").asText());
                    assertThat(project.path("destinations").findValuesAsText("namespace"))
                            .contains(spec.at("/destination/namespace").asText());
                    assertThat(spec.at("/source/targetRevision").asText())
                            .as("a branch by its full name, or a version")
                            .matches("refs/heads/main|v[0-9]+\\.[0-9]+\\.[0-9]+");
                });
        for (var set : all.ofKind("ApplicationSet")) {
            assertThat(set.at("/spec/generators/0/git/repoURL"))
                    .isEqualTo(set.at("/spec/template/spec/source/repoURL"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bots", "backtests"})
    void foldersMakeApplicationsWhateverIsInTheirFiles(String name) {
        var spec = parts.named("ApplicationSet", name).path("spec");

        assertThat(spec.path("generators")).hasSize(1);
        assertThat(spec.at("/generators/0/git/directories")).hasSize(1);
        assertThat(spec.at("/generators/0/git/files").isMissingNode()).isTrue();
        assertThat(spec.path("goTemplate")).hasToString("true");
        assertThat(texts(spec.path("goTemplateOptions"))).containsExactly("missingkey=error");
        assertThat(spec.at("/template/spec/project").asText()).isEqualTo("bots");
    }

    @Test
    void backtestsLieApartFromBots() {
        assertThat(directory("bots")).isEqualTo("clientes/cliente-*");
        assertThat(directory("backtests")).isEqualTo("backtests/*/*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bots", "backtests"})
    void noCommitDeletesAnApplicationAndADeletedOneTakesItsBotAlong(String name) {
        var set = parts.named("ApplicationSet", name);

        assertThat(set.at("/spec/syncPolicy/applicationsSync").asText()).isEqualTo("create-update");
        assertThat(set.at("/spec/syncPolicy/preserveResourcesOnDeletion")).hasToString("false");
        assertThat(texts(set.at("/spec/template/metadata/finalizers")))
                .containsExactly("resources-finalizer.argocd.argoproj.io");
        assertThat(parts.named("ConfigMap", "argocd-cmd-params-cm")
                        .path("data")
                        .path("applicationsetcontroller.policy")
                        .asText())
                .isEqualTo("create-update");
    }

    @Test
    void noCommitRemovesASetANamespaceOrAProject() {
        var kept = Stream.of("ApplicationSet", "AppProject", "Namespace")
                .flatMap(kind -> all.ofKind(kind).stream())
                .toList();

        assertThat(kept).hasSize(6).allSatisfy(object -> assertThat(object.at("/metadata/annotations")
                        .path("argocd.argoproj.io/sync-options")
                        .asText())
                .isEqualTo("Prune=false,Delete=false"));
        assertThat(root.only("Application").at("/metadata/finalizers").isMissingNode())
                .isTrue();
        assertThat(parts.named("Application", "sealed-secrets").at("/spec/syncPolicy/automated/prune"))
                .hasToString("false");
    }

    @Test
    void aBotIsHealedAndAJobIsNotRunAgain() {
        assertThat(automated("bots")).hasToString("{\"prune\":true,\"selfHeal\":true,\"allowEmpty\":false}");
        assertThat(automated("backtests")).hasToString("{\"prune\":true,\"selfHeal\":false,\"allowEmpty\":false}");
    }

    @Test
    void oneApplicationMakesNothingAndTellsWhichCommitArgoHas() {
        var head = parts.named("Application", "gitops-head");

        assertThat(head.at("/metadata/labels")).hasToString("{\"botfleet.io/template\":\"GITOPS_HEAD\"}");
        assertThat(head.at("/metadata/annotations").isMissingNode())
                .as("every push refreshes it")
                .isTrue();
        assertThat(head.at("/spec/source/repoURL"))
                .isEqualTo(parts.named("ApplicationSet", "bots").at("/spec/template/spec/source/repoURL"));
        assertThat(Infra.BOT_CHART.resolveSibling(""))
                .as("the folder of the charts, as it is copied to the other repository")
                .endsWithRaw(Path.of(head.at("/spec/source/path").asText()));
        assertThat(head.at("/spec/source/directory")).hasToString("{\"recurse\":false}");
    }

    @Test
    void aClientsFolderBecomesItsApplication() {
        var application = GoTemplates.application(parts.named("ApplicationSet", "bots"), "clientes/cliente-001");

        assertThat(application.at("/metadata/name").asText()).isEqualTo("cliente-001");
        assertThat(application
                        .at("/metadata/labels")
                        .path("botfleet.io/client-id")
                        .asText())
                .isEqualTo("cliente-001");
        assertThat(application
                        .at("/metadata/annotations")
                        .path("argocd.argoproj.io/manifest-generate-paths")
                        .asText())
                .isEqualTo("/clientes/cliente-001;/infra/charts/freqtrade");
        assertThat(application.at("/spec/source/path").asText()).isEqualTo("infra/charts/freqtrade");
        assertThat(texts(application.at("/spec/source/helm/valueFiles")))
                .containsExactly("/clientes/cliente-001/values.yaml");
        assertThat(application.at("/spec/destination/namespace").asText()).isEqualTo("freqtrade");
        assertThat(texts(application.at("/spec/syncPolicy/syncOptions"))).contains("FailOnSharedResource=true");
    }

    @Test
    void aBacktestsFolderBecomesAnApplicationOfItsClient() {
        var application =
                GoTemplates.application(parts.named("ApplicationSet", "backtests"), "backtests/cliente-001/57");

        assertThat(application.at("/metadata/name").asText()).isEqualTo("backtest-cliente-001-57");
        assertThat(application
                        .at("/metadata/labels")
                        .path("botfleet.io/client-id")
                        .asText())
                .isEqualTo("cliente-001");
        assertThat(application
                        .at("/metadata/labels")
                        .path("botfleet.io/backtest-id")
                        .asText())
                .isEqualTo("57");
        assertThat(texts(application.at("/spec/source/helm/valueFiles")))
                .containsExactly("/backtests/cliente-001/57/values.yaml");
    }

    /** There is none before the controller runs, and any other would seal to a key that nobody has. */
    @Test
    void thePlatformIsNotRenderedBeforeItIsToldTheSealingCertificate() {
        var values = parts.named("Application", "botfleet").at("/spec/source/helm/valuesObject");

        assertThatThrownBy(() -> KubernetesObjects.ofChart(Infra.PLATFORM_CHART, values))
                .hasStackTraceContaining("config.sealing.certificate or config.sealing.network is required");
    }

    @Test
    void thePlatformsOwnValuesAreOnesThatItsChartTakes() {
        var values = (ObjectNode) parts.named("Application", "botfleet")
                .at("/spec/source/helm/valuesObject")
                .deepCopy();
        values.withObject("/config/sealing")
                .put("certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        var objects = KubernetesObjects.ofChart(Infra.PLATFORM_CHART, values);

        assertThat(objects.only("Deployment").at("/metadata/name").asText()).isEqualTo("botfleet");
    }

    @Test
    void botsLiveUnderTheRestrictedStandardWithEverythingDenied() {
        var labels = parts.named("Namespace", "freqtrade").at("/metadata/labels");
        for (var mode : List.of("enforce", "audit", "warn")) {
            assertThat(labels.path("pod-security.kubernetes.io/" + mode).asText())
                    .isEqualTo("restricted");
        }

        var deny = parts.named("NetworkPolicy", "default-deny");
        assertThat(deny.at("/metadata/namespace").asText()).isEqualTo("freqtrade");
        assertThat(deny.path("spec")).hasToString("{\"podSelector\":{},\"policyTypes\":[\"Ingress\",\"Egress\"]}");
        assertThat(parts.named("Namespace", "infra")
                        .at("/metadata/labels")
                        .path("pod-security.kubernetes.io/enforce")
                        .asText())
                .isEqualTo("baseline");
    }

    @Test
    void backtestsAreBelowEveryBotAndTakeNothingFromOneAnother() {
        var backtests = parts.only("PriorityClass");

        assertThat(backtests.at("/metadata/name").asText())
                .isEqualTo(KubernetesObjects.values(Infra.BOT_CHART.resolve("values.yaml"))
                        .at("/chart/jobPriorityClass")
                        .asText());
        assertThat(backtests.path("value").asInt()).isNegative();
        assertThat(backtests.path("preemptionPolicy").asText()).isEqualTo("Never");
        assertThat(backtests.path("globalDefault").asBoolean()).isFalse();
    }

    @Test
    void thereIsRoomForAsManyBotsAsThePlatformTakesAndForTheBacktestsBesideThem() {
        var bots = new BigDecimal(KubernetesObjects.values(Infra.PLATFORM_CHART.resolve("values.yaml"))
                .at("/config/policy/mostBots")
                .asText());
        var each =
                KubernetesObjects.values(Infra.BOT_CHART.resolve("values.yaml")).at("/chart/resources");
        var room = parts.named("ResourceQuota", "bots").at("/spec/hard");
        var ofBacktests = parts.named("ResourceQuota", "backtests").path("spec");
        var pods = bots.add(amount(ofBacktests.at("/hard/pods")));

        assertThat(amount(room.path("pods"))).isEqualByComparingTo(pods);
        assertThat(texts(ofBacktests.at("/scopeSelector/matchExpressions/0/values")))
                .containsExactly(
                        parts.only("PriorityClass").at("/metadata/name").asText());
        for (var kind : List.of("requests", "limits")) {
            for (var resource : List.of("cpu", "memory")) {
                assertThat(amount(room.path(kind + "." + resource)))
                        .as(kind + "." + resource)
                        .isGreaterThanOrEqualTo(pods.multiply(amount(each.at("/" + kind + "/" + resource))));
            }
        }
        assertThat(room.path("services.loadbalancers").asText()).isEqualTo("0");
        var limits = parts.only("LimitRange").at("/spec/limits/0");
        assertThat(amount(limits.at("/max/memory"))).isGreaterThanOrEqualTo(amount(each.at("/limits/memory")));
        assertThat(amount(limits.at("/max/ephemeral-storage")))
                .isGreaterThanOrEqualTo(amount(each.at("/limits/ephemeral-storage")));
        assertThat(amount(limits.at("/max/cpu"))).isGreaterThanOrEqualTo(amount(each.at("/limits/cpu")));
    }

    /** A pod without room is waited for by what makes it; an object that is not taken has failed in ArgoCD's eyes. */
    @Test
    void quotasCountPodsAndNoneOfTheObjectsThatArgoMakes() {
        for (var quota : parts.ofKind("ResourceQuota")) {
            assertThat(quota.at("/spec/hard").properties())
                    .extracting(Map.Entry::getKey)
                    .isSubsetOf(Set.of(
                            "pods",
                            "requests.cpu",
                            "requests.memory",
                            "limits.cpu",
                            "limits.memory",
                            "services.loadbalancers",
                            "services.nodeports"));
        }
    }

    @Test
    void argoIsSizedForAThousandApplicationsAndToldOfPushes() {
        var parameters = parts.named("ConfigMap", "argocd-cmd-params-cm").path("data");
        assertThat(parameters.path("controller.status.processors").asText()).isEqualTo("50");
        assertThat(parameters.path("controller.operation.processors").asText()).isEqualTo("25");

        var ingresses = parts.ofKind("Ingress");
        assertThat(ingresses.stream().map(each -> each.at("/spec/rules/0/http/paths/0/backend/service/name")
                        .asText()))
                .containsExactlyInAnyOrder("argocd-server", "argocd-applicationset-controller");
        assertThat(ingresses).allSatisfy(each -> {
            assertThat(each.at("/spec/rules/0/http/paths").findValuesAsText("path"))
                    .containsExactly("/api/webhook");
            assertThat(each.at("/spec/rules/0/http/paths/0/pathType").asText()).isEqualTo("Exact");
            assertThat(each.at("/spec/tls/0/hosts/0")).isEqualTo(each.at("/spec/rules/0/host"));
        });
    }

    @Test
    void thePlatformMayDeleteWhatCarriesAClientsLabelAndThatAlone() {
        var guard = parts.only("ValidatingAdmissionPolicy").path("spec");
        var account = KubernetesObjects.ofChart(
                        Infra.PLATFORM_CHART, Infra.PLATFORM_CHART.resolve("ci/minimal-values.yaml"))
                .only("ServiceAccount")
                .path("metadata");

        assertThat(guard.at("/matchConditions/0/expression").asText())
                .contains("'system:serviceaccount:" + account.path("namespace").asText() + ":"
                        + account.path("name").asText() + "'");
        assertThat(guard.at("/validations/0/expression").asText())
                .contains("'botfleet.io/client-id' in oldObject.metadata.labels");
        assertThat(guard.path("failurePolicy").asText()).isEqualTo("Fail");
        assertThat(guard.at("/matchConstraints/resourceRules/0/operations")).hasToString("[\"DELETE\"]");
        assertThat(parts.only("ValidatingAdmissionPolicyBinding").at("/spec/policyName"))
                .isEqualTo(parts.only("ValidatingAdmissionPolicy").at("/metadata/name"));
        assertThat(all.ofKind("Application"))
                .noneMatch(each -> each.at("/metadata/labels").has("botfleet.io/client-id"));
        for (var set : all.ofKind("ApplicationSet")) {
            assertThat(set.at("/spec/template/metadata/labels").has("botfleet.io/client-id"))
                    .isTrue();
        }
    }

    private String directory(String set) {
        return parts.named("ApplicationSet", set)
                .at("/spec/generators/0/git/directories/0/path")
                .asText();
    }

    private JsonNode automated(String set) {
        return parts.named("ApplicationSet", set).at("/spec/template/spec/syncPolicy/automated");
    }

    private static NavigableSet<String> allowed(JsonNode list) {
        var kinds = new TreeSet<String>();
        list.forEach(each ->
                kinds.add(each.path("group").asText() + "/" + each.path("kind").asText()));
        return kinds;
    }

    /** A quantity of Kubernetes, in its base unit. */
    private static BigDecimal amount(JsonNode quantity) {
        var text = quantity.asText();
        if (text.endsWith("m")) {
            return new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(3);
        }
        if (text.endsWith("Mi")) {
            return new BigDecimal(text.substring(0, text.length() - 2)).multiply(BigDecimal.valueOf(1L << 20));
        }
        if (text.endsWith("Gi")) {
            return new BigDecimal(text.substring(0, text.length() - 2)).multiply(BigDecimal.valueOf(1L << 30));
        }
        return new BigDecimal(text);
    }
}
