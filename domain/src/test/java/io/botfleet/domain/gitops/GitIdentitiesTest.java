package io.botfleet.domain.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.botfleet.domain.client.ClientId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitIdentitiesTest {
    @Test
    void putsAClientsBotWhereTheClusterLooks() {
        assertThat(RepositoryPath.ofBot(new ClientId(1)).value()).isEqualTo("clientes/cliente-001/values.yaml");
    }

    @Test
    void tellsWhoseBotAFileIs() {
        ClientId client = new ClientId(42);

        assertThat(RepositoryPath.ofBot(client).botOf()).contains(client);
        assertThat(RepositoryPath.ofBot(client)).hasToString("clientes/cliente-042/values.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "clientes/cliente-001/README.md",
                "clientes/cliente-1/values.yaml",
                "clientes/somebody/values.yaml",
                "other/clientes/cliente-001/values.yaml"
            })
    void takesNoOtherFileForABots(String path) {
        assertThat(new RepositoryPath(path).botOf()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                "..",
                "a/../b",
                "./a",
                ".git/config",
                "a/.hidden",
                "a\\b",
                "a b",
                "a\n",
                "-a"
            })
    void refusesAPathThatCouldLeadElsewhere(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> new RepositoryPath(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HEAD", "main", "111111111111111111111111111111111111111", "--upload-pack=x"})
    void takesAWholeCommitIdOnly(String commit) {
        assertThatIllegalArgumentException().isThrownBy(() -> new CommitId(commit));
        assertThatIllegalArgumentException().isThrownBy(() -> new CommitId("A".repeat(40)));
        assertThat(new CommitId("a".repeat(40))).hasToString("a".repeat(40));
    }

    @Test
    void takesAWholeDigestOnly() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ValuesDigest("sha256:" + "0".repeat(63)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ValuesDigest("0".repeat(64)));
        assertThat(new ValuesDigest("sha256:" + "0".repeat(64))).hasToString("sha256:" + "0".repeat(64));
    }
}
