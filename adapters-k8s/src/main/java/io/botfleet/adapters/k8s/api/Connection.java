package io.botfleet.adapters.k8s.api;

import io.botfleet.application.failure.Permanent;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the API server is and as whom it is asked; no request is made here. */
final class Connection {
    private Connection() {}

    static ApiClient of(Optional<Path> kubeconfig) {
        return kubeconfig.isPresent()
                ? outside(kubeconfig.get())
                : inside(Path.of(Config.SERVICEACCOUNT_ROOT), System.getenv());
    }

    /**
     * As the service account of the pod.
     *
     * @param mounted where the kubelet puts the account's token and the certificate of the API server's authority
     */
    static ApiClient inside(Path mounted, Map<String, String> environment) {
        Path token = mounted.resolve("token");
        String host = environment.get(Config.ENV_SERVICE_HOST);
        String port = environment.get(Config.ENV_SERVICE_PORT);
        if (!Files.isReadable(token) || host == null || port == null) {
            throw new Permanent("no service account is mounted here (" + token + "), and no kubeconfig is configured");
        }
        try {
            return new ClientBuilder()
                    // Of an IPv6 address this makes one with brackets.
                    .setBasePath(new URI("https", null, host, Integer.parseInt(port), null, null, null).toString())
                    .setCertificateAuthority(Files.readAllBytes(mounted.resolve("ca.crt")))
                    .setAuthentication(new MountedToken(token))
                    .build();
        } catch (IOException unreadable) {
            throw new Permanent("the service account of this pod can't be read", unreadable);
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            throw new Permanent(
                    "the API server's address or certificate in this pod is malformed: " + host + ", port " + port,
                    malformed);
        }
    }

    private static ApiClient outside(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            KubeConfig config = KubeConfig.loadKubeConfig(reader);
            config.setFile(file.toFile());
            return ClientBuilder.kubeconfig(config).build();
        } catch (IOException unreadable) {
            throw new Permanent("the kubeconfig " + file + " can't be read", unreadable);
        } catch (RuntimeException malformed) {
            // What a parser says of a file may quote a token out of it.
            throw new Permanent("the kubeconfig " + file + " is malformed ("
                    + malformed.getClass().getSimpleName() + ")");
        }
    }
}
