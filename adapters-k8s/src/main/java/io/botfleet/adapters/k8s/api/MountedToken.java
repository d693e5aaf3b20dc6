package io.botfleet.adapters.k8s.api;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.credentials.Authentication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * The token of the pod's service account, read from its file for each request: the kubelet replaces it before it expires, and
 * requests are few. Where it can't be read, the request fails like one that nobody answered, and the next one tries again; the
 * client's own {@code TokenFileAuthentication} throws a bare {@code RuntimeException} there.
 */
final class MountedToken implements Authentication, Interceptor {
    private final Path file;

    MountedToken(Path file) {
        this.file = file;
    }

    @Override
    public void provide(ApiClient client) {
        client.setHttpClient(
                client.getHttpClient().newBuilder().addInterceptor(this).build());
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (token.isEmpty()) {
            throw new IOException("the token file " + file + " is empty");
        }
        return chain.proceed(chain.request()
                .newBuilder()
                .header("Authorization", "Bearer " + token)
                .build());
    }
}
