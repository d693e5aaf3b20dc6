package io.botfleet.adapters.k8s.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Permanent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
final class KubernetesApiTest {
    @TempDir
    private Path folder;

    @Test
    void saysWhichKubeconfigIsMissing() {
        Path missing = folder.resolve("kubeconfig");

        assertThatThrownBy(() -> KubernetesApi.connect(Optional.of(missing)))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining(missing.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "PLANTED-token", "users: [{user: {token: PLANTED-token", "current-context: PLANTED-token"})
    void quotesNothingOfAKubeconfigThatIsMalformed(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("kubeconfig"), content);

        assertThatThrownBy(() -> KubernetesApi.connect(Optional.of(file)))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("PLANTED")
                .hasNoCause();
    }

    @Test
    void saysThatThereIsNoServiceAccountOutsideAPod() {
        assertThatThrownBy(() -> KubernetesApi.connect(Optional.empty()))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("no service account is mounted");
    }
}
