package io.botfleet.adapters.k8s.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.k8s.cluster.OnControlPlane;
import io.botfleet.application.failure.Permanent;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As in a pod: a folder with a token and a certificate, and the API server's address in the environment. */
@OnControlPlane
@SuppressWarnings("NullAway.Init")
final class MountedTokenTest {
    private static final String PODS = "/api/v1/namespaces/mounted/pods";

    /** Its own authority, good for a hundred years, and for no API server. */
    private static final String ANOTHER_CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBqTCCAVGgAwIBAgIUWzh4Qb3qKIskgvnUUGVHpa90sUcwCgYIKoZIzj0EAwIw
            KjEoMCYGA1UEAwwfRXhhbXBsZSBhdXRob3JpdHkgb2YgYSBkYXRhYmFzZTAgFw0y
            NjExMjIxOTE1MzdaGA8yMTI2MTAyOTE5MTUzN1owKjEoMCYGA1UEAwwfRXhhbXBs
            ZSBhdXRob3JpdHkgb2YgYSBkYXRhYmFzZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
            A0IABFFdKU7p4MfhBYhD5gWDSPUw8Yk9ZbY3gtfU3vefD8WJCnLM0ckgXq1DP8D3
            QoyAgQz5t2JixsaP3yC77bE14K+jUzBRMB0GA1UdDgQWBBT062cpFOLKiINoM3Nm
            wcyxO3asXDAfBgNVHSMEGDAWgBT062cpFOLKiINoM3NmwcyxO3asXDAPBgNVHRMB
            Af8EBTADAQH/MAoGCCqGSM49BAMCA0YAMEMCIFd5I2Yg+ckcr+J3tvqBNpWqlNXv
            Qbq3gPvfbrDq1ieuAh9YmwndmOdT8eyb5Cjv7HNe4cNdDSOgF9zGXM9yf+50
            -----END CERTIFICATE-----
            """;

    @TempDir
    private Path mounted;

    private ControlPlane plane;
    private KubernetesApi api;

    @BeforeEach
    void mount(ControlPlane plane) throws IOException {
        this.plane = plane;
        plane.apply("""
            {apiVersion: v1, kind: Namespace, metadata: {name: mounted}}
            ---
            {apiVersion: v1, kind: ServiceAccount, metadata: {name: reader, namespace: mounted}}
            ---
            {apiVersion: v1, kind: ServiceAccount, metadata: {name: nobody, namespace: mounted}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader, namespace: mounted}
            rules: [{apiGroups: [''], resources: [pods], verbs: [list]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: mounted}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            subjects: [{kind: ServiceAccount, name: reader, namespace: mounted}]
            """);
        Files.copy(plane.certificate(), mounted.resolve("ca.crt"));
        replace(plane.token("mounted", "reader"));
        api = new KubernetesApi(Connection.inside(mounted, environment()));
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void isHowTheApiServerKnowsThePod() throws Exception {
        assertThat(pods()).contains("PodList");
    }

    @Test
    void isReadAnewOnceTheKubeletHasReplacedIt() throws Exception {
        pods();

        replace(plane.token("mounted", "nobody"));
        assertThatThrownBy(this::pods)
                .isInstanceOf(ApiFailure.class)
                .hasMessageContaining("403")
                .hasMessageContaining("system:serviceaccount:mounted:nobody");
        replace(plane.token("mounted", "reader"));

        assertThat(pods()).contains("PodList");
    }

    @Test
    void makesARequestFailWhereItCantBeReadAndIsTriedAgain() throws Exception {
        Path token = mounted.resolve("token");
        String content = Files.readString(token);

        Files.delete(token);
        assertThatThrownBy(this::pods).isInstanceOf(ApiFailure.class).hasMessageContaining("NoSuchFile");
        replace("");
        assertThatThrownBy(this::pods).isInstanceOf(ApiFailure.class).hasMessageContaining("is empty");
        replace(content + "\n");

        assertThat(pods()).contains("PodList");
    }

    @Test
    void isSentToNobodyWithAnotherCertificate() throws Exception {
        Files.writeString(mounted.resolve("ca.crt"), ANOTHER_CERTIFICATE);

        try (KubernetesApi stranger = new KubernetesApi(Connection.inside(mounted, environment()))) {
            assertThatThrownBy(() -> pods(stranger))
                    .isInstanceOf(ApiFailure.class)
                    .hasMessageContaining("SSLHandshakeException");
        }
    }

    @Test
    void isOfNoUseWithoutTheApiServersAddress() {
        assertThatThrownBy(() -> Connection.inside(mounted, Map.of()))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("no service account is mounted");
        assertThatThrownBy(() -> Connection.inside(
                        mounted,
                        Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "KUBERNETES_SERVICE_PORT", "tcp://10.0.0.1:443")))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("tcp://10.0.0.1:443");
    }

    private Map<String, String> environment() {
        return Map.of(
                "KUBERNETES_SERVICE_HOST",
                plane.server().getHost(),
                "KUBERNETES_SERVICE_PORT",
                Integer.toString(plane.server().getPort()));
    }

    /** Never half written, as the kubelet does it. */
    private void replace(String token) throws IOException {
        Files.move(
                Files.writeString(mounted.resolve("token.new"), token),
                mounted.resolve("token"),
                StandardCopyOption.ATOMIC_MOVE);
    }

    private String pods() throws ApiFailure {
        return pods(api);
    }

    private static String pods(KubernetesApi api) throws ApiFailure {
        return api.get(
                PODS,
                Map.of(),
                Duration.ofSeconds(10),
                (InputStream body) -> new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
}
