package io.botfleet.adapters.local.cluster.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestsTest {
    private static final String GOOD = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: cliente-001
          namespace: freqtrade
        spec:
          replicas: 1
          strategy:
            type: Recreate
          selector: {}
          template:
            metadata:
              annotations:
                botfleet.io/command-id: "7"
            spec:
              containers:
                - name: freqtrade
                  image: freqtrade-platform:1
                  workingDir: /freqtrade
                  command: ["run"]
                  ports:
                    - name: http
                      containerPort: 8080
                  readinessProbe:
                    httpGet:
                      path: /ping
                      port: http
                  volumeMounts:
                    - name: config
                      mountPath: /freqtrade/config
              volumes:
                - name: config
                  configMap:
                    name: cliente-001-config
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: cliente-001-config
          namespace: freqtrade
        data:
          config.json: "{}"
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: cliente-001
          namespace: freqtrade
        spec:
          maxUnavailable: 1
        """;

    @Test
    void readsADeploymentWithWhatItMounts() throws ManifestRefused {
        Manifests manifests = Manifests.parse(GOOD);

        assertThat(manifests.key()).hasToString("freqtrade/cliente-001");
        assertThat(manifests.annotations()).isEqualTo(Map.of("botfleet.io/command-id", "7"));
        assertThat(manifests.configMaps())
                .isEqualTo(Map.of(new ObjectKey("freqtrade", "cliente-001-config"), Map.of("config.json", "{}")));
        assertThat(manifests.pod().container().command()).containsExactly("run");
        assertThat(manifests.pod().initContainer()).isEmpty();
        assertThat(manifests.pod().gracePeriod()).hasSeconds(30);
    }

    @Test
    void givesAnotherHashForAnotherAnnotationAndTheSameForAnotherOrder() throws ManifestRefused {
        String reordered = GOOD.replace(
                "          image: freqtrade-platform:1\n          workingDir: /freqtrade\n",
                "          workingDir: /freqtrade\n          image: freqtrade-platform:1\n");

        assertThat(reordered).isNotEqualTo(GOOD);
        assertThat(Manifests.parse(reordered).templateHash())
                .isEqualTo(Manifests.parse(GOOD).templateHash());
        assertThat(Manifests.parse(GOOD.replace("\"7\"", "\"8\"")).templateHash())
                .isNotEqualTo(Manifests.parse(GOOD).templateHash());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        replicas: 1 | replicas: 2 | spec.replicas
        type: Recreate | type: RollingUpdate | must be Recreate
        kind: PodDisruptionBudget | kind: Pod | objects of the kind policy/v1 Pod
        apiVersion: apps/v1 | apiVersion: apps/v2 | objects of the kind apps/v2 Deployment
        mountPath: /freqtrade/config | mountPath: /etc/config | neither /tmp nor below /freqtrade
        mountPath: /freqtrade/config | mountPath: /freqtrade/../etc | neither /tmp nor below /freqtrade
        mountPath: /freqtrade/config | mountPath: /freqtrade | neither /tmp nor below /freqtrade
        port: http | port: 9090 | a probe on a port that it does not declare
        path: /ping | path: /ping, host: elsewhere | not YAML
        configMap: | hostPath: | volumes[0].hostPath
        workingDir: /freqtrade | workingDir: freqtrade | must be an absolute path
        config.json: "{}" | ../../escape: "{}" | a key that Kubernetes does not allow
        name: config\\n | name: missing\\n | which it does not have
        namespace: freqtrade | labels: {} | no namespace
        command: ["run"] | args: ["run"] | needs a command
        replicas: 1 | replicas: many | spec.replicas of a Deployment is malformed
        command: ["run"] | command: ["run"], lifecycle: {} | not YAML
        image: freqtrade-platform:1 | terminationMessagePath: /dev/x | spec.containers[0].terminationMessagePath
        """)
    void refusesWhatItWouldDoDifferently(String from, String to, String message) {
        String bad = GOOD.replaceFirst(
                Pattern.quote(from.replace("\\n", "\n")), Matcher.quoteReplacement(to.replace("\\n", "\n")));

        assertThat(bad).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> Manifests.parse(bad))
                .isInstanceOf(ManifestRefused.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesNothingAtAll() {
        assertThatThrownBy(() -> Manifests.parse("")).isInstanceOf(ManifestRefused.class);
    }
}
