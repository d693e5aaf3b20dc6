package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The platform's ServiceAccount with the Roles that its chart renders, and nothing else that the chart would install. */
final class PlatformsAccount {
    private static final String NAMESPACE = "infra";
    private static final String RELEASE = "botfleet";
    private static final Pattern RIGHTS = Pattern.compile("(?m)^kind: (ServiceAccount|Role|RoleBinding)$");

    private final ControlPlane plane;

    private PlatformsAccount(ControlPlane plane) {
        this.plane = plane;
    }

    /** Into namespaces that are there. */
    static PlatformsAccount install(ControlPlane plane) {
        Path chart = Installed.home().resolve("infra/charts/botfleet");
        List<String> rights = Stream.of(new Helm(chart)
                        .template()
                        .withName(RELEASE)
                        .withNamespace(NAMESPACE)
                        // The oldest that the chart is for; what is taken of it here is the same for older ones.
                        .withKubeVersion("1.25.0")
                        .withValuesFile(chart.resolve("ci/minimal-values.yaml"))
                        .call()
                        .split("(?m)^---$"))
                .filter(document -> RIGHTS.matcher(document).find())
                .toList();
        assertThat(rights)
                .as("a ServiceAccount, and a Role and its binding in each namespace")
                .hasSize(5);
        rights.forEach(plane::apply);
        return new PlatformsAccount(plane);
    }

    /** Which knows the account's token alone, and the server's certificate. */
    Path kubeconfig(URI server, Path file) throws IOException {
        String certificate = Base64.getEncoder().encodeToString(Files.readAllBytes(plane.certificate()));
        PrivateFiles.write(file, """
                apiVersion: v1
                kind: Config
                clusters: [{name: here, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: platform, user: {token: %s}}]
                contexts: [{name: platform, context: {cluster: here, user: platform}}]
                current-context: platform
                """.formatted(server, certificate, plane.token(NAMESPACE, RELEASE))
                .getBytes(StandardCharsets.UTF_8));
        return file;
    }
}
