package io.botfleet.adapters.k8s.api;

import io.botfleet.application.failure.Permanent;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the API server is and as whom it is asked; no request is made here. */
final class Connection {
    private Connection() {}

    static ApiClient of(Optional<Path> kubeconfig) {
        return kubeconfig.isPresent() ? outside(kubeconfig.get()) : inside();
    }

    /** As the service account of the pod; its token is read again every minute, since the kubelet replaces it. */
    private static ApiClient inside() {
        Path token = Path.of(Config.SERVICEACCOUNT_TOKEN_PATH);
        if (!Files.isReadable(token) || System.getenv(Config.ENV_SERVICE_HOST) == null) {
            throw new Permanent("no service account is mounted here (" + token + "), and no kubeconfig is configured");
        }
        try {
            return ClientBuilder.cluster().build();
        } catch (IOException unreadable) {
            throw new Permanent("the service account of this pod can't be read", unreadable);
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
