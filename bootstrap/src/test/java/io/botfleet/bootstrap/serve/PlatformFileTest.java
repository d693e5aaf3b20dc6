package io.botfleet.bootstrap.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import io.botfleet.adapters.git.GitAccess;
import io.botfleet.adapters.k8s.cluster.SealingSource;
import io.botfleet.adapters.k8s.sealedsecrets.Trust;
import io.botfleet.adapters.postgres.platform.Transport;
import io.botfleet.adapters.rest.bot.BotLogs;
import io.botfleet.application.command.Policy;
import io.botfleet.bootstrap.platform.PlatformSettings;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class PlatformFileTest {
    private static final Path CHART = chart();

    @TempDir
    private Path folder;

    private ConfigurationFolder files;

    @BeforeEach
    void makeFiles() throws IOException {
        files = ConfigurationFolder.in(folder);
    }

    static Stream<String> everyField() throws JsonProcessingException {
        List<String> pointers = new ArrayList<>();
        collect("", new ConfigurationFolder(Path.of("/nowhere")).complete(), pointers);
        assertThat(pointers).hasSizeGreaterThan(35);
        return pointers.stream();
    }

    private static void collect(String above, ObjectNode object, List<String> pointers) {
        object.properties().forEach(field -> {
            String pointer = above + "/" + field.getKey();
            pointers.add(pointer);
            if (field.getValue() instanceof ObjectNode below) {
                collect(pointer, below, pointers);
            }
        });
    }

    @Test
    void saysWhatTheFileSays() throws IOException {
        PlatformSettings read = PlatformFile.read(files.write(files.complete()));

        assertThat(read.rpcUrl())
                .isEqualTo(Secret.of("https://node.example.com/v3/" + ConfigurationFolder.PROVIDERS_KEY));
        assertThat(read.gateway().chainId()).isEqualTo(11_155_111);
        assertThat(read.gateway().address()).isEqualTo(new Address("0x5fbdb2315678afecb367f032d93f642f64180aa3"));
        assertThat(read.startBlock()).isEqualTo(7_000_000);
        assertThat(read.git().url()).isEqualTo("ssh://git@git.example.com/gitops.git");
        assertThat(read.git().branch()).isEqualTo("main");
        assertThat(read.git().access())
                .isEqualTo(new GitAccess.SshKey(folder.resolve("git-ssh-key"), folder.resolve("git-known-hosts")));
        assertThat(read.gitMirror()).isEqualTo(folder.resolve("mirror"));
        assertThat(read.database().authority()).isEqualTo("postgres.example.com:5432");
        assertThat(read.database().transport()).isEqualTo(new Transport.Verified(folder.resolve("database-ca.pem")));
        assertThat(read.databaseSeenByBots())
                .isEqualTo(read.database().over(new Transport.Verified(Path.of("config/database-ca.pem"))));
        assertThat(read.databasePassword()).isEqualTo(folder.resolve("database-password"));
        assertThat(read.settlerKey()).isEqualTo(folder.resolve("settler-key"));
        assertThat(read.encryptionKeys()).isEqualTo(folder.resolve("encryption-keys"));
        assertThat(read.masterKey()).isEqualTo(folder.resolve("master-key"));
        assertThat(read.policy())
                .isEqualTo(new Policy(
                        12,
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(1200),
                        200,
                        3,
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(1800),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30)));
        assertThat(read.feeCapWei()).isEqualTo(new BigInteger("500000000000"));
        assertThat(read.idle()).isEqualTo(Duration.ofSeconds(1));
        assertThat(read.httpPort()).isEqualTo(8080);
        assertThat(read.botLogs()).isEqualTo(BotLogs.WITHHELD);
    }

    @Test
    void servesTheBotsLogsWhereItIsToldTo() throws IOException {
        PlatformSettings read = PlatformFile.read(files.write(files.complete().put("botLogs", "served")));

        assertThat(read.botLogs()).isEqualTo(BotLogs.SERVED);
    }

    @Test
    void printsNoSecret() throws IOException {
        ObjectNode all = files.complete();
        withToken(all);

        PlatformSettings read = PlatformFile.read(files.write(all));

        assertThat(read.git().access())
                .isEqualTo(new GitAccess.Login("somebody", Secret.of(ConfigurationFolder.TOKEN)));
        assertThat(read.toString()).doesNotContain(ConfigurationFolder.PROVIDERS_KEY, ConfigurationFolder.TOKEN);
    }

    private void withToken(ObjectNode all) {
        all.withObject("/git").put("access", "token").put("url", "https://git.example.com/gitops.git");
        all.withObject("/secretFiles")
                .put("git-user", folder.resolve("git-user").toString())
                .put("git-token", folder.resolve("git-token").toString())
                .remove(List.of("git-ssh-key", "git-known-hosts"));
    }

    @ParameterizedTest
    @MethodSource("everyField")
    void namesAFieldThatIsMissing(String pointer) throws IOException {
        ObjectNode all = files.complete();
        parent(all, pointer).remove(name(pointer));

        assertRefused(all, path(pointer) + ": is missing");
    }

    /** None of them takes a list, and none is the only thing that is said of it. */
    @ParameterizedTest
    @MethodSource("everyField")
    void namesAFieldOfTheWrongKind(String pointer) throws IOException {
        ObjectNode all = files.complete();
        parent(all, pointer).putArray(name(pointer));

        assertRefused(all, path(pointer) + ": is not ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/git", "/database", "/cluster", "/policy", "/secretFiles"})
    void namesAFieldThatNobodyKnows(String pointer) throws IOException {
        ObjectNode all = files.complete();
        (pointer.isEmpty() ? all : all.withObject(pointer)).put("confirmation", 1);

        assertRefused(all, path(pointer + "/confirmation") + ": is no field of a configuration");
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/chainId | `0`",
                "/chainId | `\"1\"`",
                "/chainId | `1.0`",
                "/chainId | `9223372036854775808`",
                "/gateway | `\"0x0000000000000000000000000000000000000000\"`",
                "/gateway | `\"5FbDB2315678afecb367f032d93F642f64180aa3\"`",
                "/startBlock | `-1`",
                "/git/url | `\"https://user:token@git.example.com/gitops.git\"`",
                "/git/url | `\" \"`",
                "/git/access | `\"password\"`",
                "/git/mirror | `\"mirror\"`",
                "/git/mirror | `\"/mirror\\u0000\"`",
                "/database/host | `\"user@postgres\"`",
                "/database/host | `\"postgres/other?ssl=false\"`",
                "/database/port | `65536`",
                "/database/name | `\"freqtrade?sslmode=disable\"`",
                "/database/tls | `\"require\"`",
                "/database/rootCertificate | `\"ca.pem\"`",
                "/cluster/botsNamespace | `\"Freqtrade\"`",
                "/cluster/sealing/controller | `\"http://user:password@controller\"`",
                "/cluster/sealing/certificate | `\"sealing.pem\"`",
                "/policy/confirmations | `-1`",
                "/policy/mostBots | `0`",
                "/policy/lookAgainSeconds | `601`",
                "/feeCapGwei | `0`",
                "/idleMilliseconds | `99`",
                "/httpPort | `0`",
                "/botLogs | `\"SERVED\"`",
                "/botLogs | `true`",
                "/secretFiles/rpc-url | `\"https://node.example.com/\"`"
            })
    void namesAFieldWhoseValueCannotBe(String pointer, String json) throws IOException {
        ObjectNode all = files.complete();
        JsonNode value = ConfigurationFolder.JSON.readTree(json);
        parent(all, pointer).set(name(pointer), value);

        assertRefused(all, path(pointer) + ": ");
    }

    @Test
    void believesNoControllerThatAnybodyCouldAnswerFor() throws IOException {
        ObjectNode all = files.complete();
        all.withObject("/cluster/sealing").remove("certificate");

        assertRefused(all, "cluster.sealing.certificate: is missing, and", "by http:", "cluster.sealing.network");
        all.withObject("/cluster/sealing").put("controller", "https://sealed-secrets.example.com");
        assertThat(sealing(all))
                .isInstanceOfSatisfying(SealingSource.Controller.class, source -> assertThat(source.trust())
                        .isEqualTo(new Trust.OfServer()));
    }

    @Test
    void believesAControllerByHttpWhereAnOperatorVouchesForTheNetworkAndPinsNothing() throws IOException {
        ObjectNode all = files.complete();
        ObjectNode sealing = all.withObject("/cluster/sealing").put("network", "trusted");
        assertRefused(all, "cluster.sealing.network: is no field");
        sealing.remove("certificate");

        assertThat(sealing(all))
                .isInstanceOfSatisfying(SealingSource.Controller.class, source -> assertThat(source.trust())
                        .isEqualTo(new Trust.OfNetwork()));
        sealing.put("network", "mine");
        assertRefused(all, "cluster.sealing.network: is not \"trusted\"");
    }

    @Test
    void takesThePinnedCertificatesFromAFileAndTheControllerToCompareThemWith() throws IOException {
        assertThat(sealing(files.complete()))
                .isEqualTo(new SealingSource.Pinned(
                        folder.resolve("sealing.pem"), URI.create("http://sealed-secrets-controller:8080")));
        Files.writeString(
                folder.resolve("sealing.pem"),
                ConfigurationFolder.SEALING_CERTIFICATE + ConfigurationFolder.SEALING_CERTIFICATE);
        assertThat(sealing(files.complete())).isInstanceOf(SealingSource.Pinned.class);
    }

    /** One without an RSA key is no controller's; what is not valid any more was, and stops nobody. */
    @Test
    void saysThatTheSealingCertificateCanNeverBeOne() throws IOException {
        Path file = folder.resolve("sealing.pem");
        for (String useless : List.of(
                "",
                "nothing of the kind",
                ConfigurationFolder.CERTIFICATE,
                ConfigurationFolder.SEALING_CERTIFICATE + ConfigurationFolder.CERTIFICATE)) {
            Files.writeString(file, useless);
            assertRefused(files.complete(), "cluster.sealing.certificate: " + file + " has to hold certificates");
        }
        Files.delete(file);
        assertRefused(files.complete(), "cluster.sealing.certificate: " + file + " can't be read");
    }

    private SealingSource sealing(ObjectNode all) throws IOException {
        return ((KubernetesAccess) PlatformFile.read(files.write(all)).cluster())
                .settings()
                .sealing();
    }

    @Test
    void saysAllThatIsWrongAtOnce() throws IOException {
        ObjectNode all = files.complete();
        all.put("chainId", 0).put("unknown", 1);
        all.withObject("/git").remove("branch");
        all.withObject("/database").put("port", "5432");
        all.withObject("/policy").remove("mostBots");
        Files.delete(folder.resolve("settler-key"));
        files.secret("rpc-url", "node.example.com");

        assertThatThrownBy(() -> PlatformFile.read(files.write(all)))
                .isInstanceOf(Misconfigured.class)
                .hasMessageStartingWith(folder.resolve("platform.json") + " is wrong in 7 places:")
                .hasMessageContainingAll(
                        "\n  chainId: is not a whole number from 1",
                        "\n  unknown: is no field",
                        "\n  git.branch: is missing",
                        "\n  database.port: is not a whole number",
                        "\n  policy.mostBots: is missing",
                        "\n  secretFiles.settler-key: there is no file " + folder.resolve("settler-key"),
                        "\n  secretFiles.rpc-url: it holds no");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "database-password",
                "encryption-keys",
                "master-key",
                "rpc-url",
                "settler-key",
                "git-ssh-key",
            })
    void takesNoSecretThatOthersCanRead(String name) throws IOException {
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw-r-----"));

        assertRefused(
                files.complete(),
                "secretFiles." + name + ": ",
                folder.resolve(name).toString(),
                "chmod 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"database-password", "encryption-keys", "rpc-url", "settler-key", "git-ssh-key"})
    void saysWhichFileIsEmptyOrMissingOrAFolder(String name) throws IOException {
        Path file = folder.resolve(name);
        files.secret(name, " \n");
        assertRefused(files.complete(), "secretFiles." + name + ": ", file + " is empty");
        Files.delete(file);
        assertRefused(files.complete(), "secretFiles." + name + ": ", "there is no file " + file);
        Files.createDirectory(file);
        assertRefused(files.complete(), "secretFiles." + name + ": ", file + " is no file");
    }

    @ParameterizedTest
    @CsvSource({
        "encryption-keys, x-wing and-something",
        "settler-key, ac0974bec39a17e36ba4",
        "rpc-url, ftp://node/providers-key-d41d8cd98f",
        "rpc-url, http://[providers-key-d41d8cd98f",
        "git-ssh-key, AAAA-not-a-key"
    })
    void saysWhatAFileHasToHoldAndNothingOfWhatItHolds(String name, String content) throws IOException {
        files.secret(name, content);

        assertThatThrownBy(() -> PlatformFile.read(files.write(files.complete())))
                .isInstanceOf(Misconfigured.class)
                .hasMessageContaining("secretFiles." + name + ": ")
                .hasMessageNotContaining(content)
                .hasMessageNotContaining(ConfigurationFolder.PROVIDERS_KEY);
    }

    @Test
    void saysThatAMasterKeyIsTooShort() throws IOException {
        Files.write(folder.resolve("master-key"), new byte[31]);

        assertRefused(files.complete(), "secretFiles.master-key: ", "31 bytes, not 32");
    }

    @Test
    void asksForTheFilesThatTheAccessNeedsAndNoOthers() throws IOException {
        ObjectNode open = files.complete();
        open.withObject("/git").put("access", "open");
        assertRefused(open, "secretFiles.git-ssh-key: is no field", "secretFiles.git-known-hosts: is no field");

        ObjectNode token = files.complete();
        token.withObject("/git").put("access", "token");
        assertRefused(token, "secretFiles.git-user: is missing", "secretFiles.git-token: is missing");
    }

    @Test
    void takesAnAuthorityForATransportThatLooksAtItOnly() throws IOException {
        ObjectNode all = files.complete();
        all.withObject("/database").put("tls", "prefer");
        assertRefused(all, "database.rootCertificate: means nothing where tls is not verify-full");

        all.withObject("/database").remove("rootCertificate");
        PlatformSettings read = PlatformFile.read(files.write(all));

        assertThat(read.database().transport()).isEqualTo(new Transport.Unverified());
        assertThat(read.databaseSeenByBots()).isEqualTo(read.database());
    }

    @Test
    void saysThatTheAuthorityIsNoCertificate() throws IOException {
        Path file = Files.writeString(folder.resolve("database-ca.pem"), "nothing of the kind");
        assertRefused(files.complete(), "database.rootCertificate: " + file + " holds no certificate");
        Files.delete(file);
        assertRefused(files.complete(), "database.rootCertificate: " + file + " can't be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{} {}", "{\"chainId\": 1, \"chainId\": 2}"})
    void refusesWhatIsNoJsonObject(String text) throws IOException {
        Path file = files.write(text);

        assertThatThrownBy(() -> PlatformFile.read(file))
                .isInstanceOf(Misconfigured.class)
                .hasMessageStartingWith(file.toString());
    }

    @Test
    void saysThatThereIsNoFile() {
        Path file = folder.resolve("missing.json");

        assertThatThrownBy(() -> PlatformFile.read(file))
                .isInstanceOf(Misconfigured.class)
                .hasMessage(file + " is wrong: there is no such file");
    }

    /** The chart and this reader are two halves of one thing. */
    @ParameterizedTest
    @ValueSource(strings = {"full", "minimal", "single"})
    void readsWhatTheChartRenders(String example) throws IOException {
        JsonNode map = rendered(example);
        Files.writeString(
                folder.resolve("database-ca.pem"), map.path("database-ca.pem").asText());
        Files.writeString(folder.resolve("sealing.pem"), map.path("sealing.pem").asText());
        String told = map.path("platform.json")
                .asText()
                .replace("/run/botfleet/secrets/", folder + "/")
                .replace("/etc/botfleet/", folder + "/");

        PlatformSettings read = PlatformFile.read(files.write(told));

        assertThat(read.gateway().address()).isEqualTo(new Address("0x5fbdb2315678afecb367f032d93f642f64180aa3"));
        assertThat(read.gitMirror()).isEqualTo(Path.of("/var/lib/botfleet/mirror"));
        assertThat(read.cluster()).isInstanceOfSatisfying(KubernetesAccess.class, access -> assertThat(
                        access.settings().kubeconfig())
                .isEmpty());
        assertThat(read.httpPort()).isEqualTo(8080);
        assertThat(read.botLogs()).isEqualTo(example.equals("full") ? BotLogs.SERVED : BotLogs.WITHHELD);
    }

    private static JsonNode rendered(String example) {
        String all = new Helm(CHART)
                .template()
                .withKubeVersion("1.30.0")
                .withName("botfleet")
                .withNamespace("infra")
                .withValuesFile(CHART.resolve("ci").resolve(example + "-values.yaml"))
                .call();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(all)) {
            JsonNode object = ConfigurationFolder.JSON.valueToTree(document);
            if (object.path("kind").asText().equals("ConfigMap")) {
                return object.path("data");
            }
        }
        throw new AssertionError("the chart renders no ConfigMap");
    }

    private static Path chart() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("infra/charts/botfleet"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("not inside the repository");
        }
        return at.resolve("infra/charts/botfleet");
    }

    private void assertRefused(ObjectNode configuration, String... words) throws IOException {
        Path file = files.write(configuration);
        assertThatThrownBy(() -> PlatformFile.read(file))
                .isInstanceOf(Misconfigured.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining(ConfigurationFolder.PASSWORD)
                .hasMessageNotContaining(ConfigurationFolder.PROVIDERS_KEY)
                .hasMessageNotContaining(ConfigurationFolder.SETTLER_KEY);
    }

    private static ObjectNode parent(ObjectNode all, String pointer) {
        String above = pointer.substring(0, pointer.lastIndexOf('/'));
        return above.isEmpty() ? all : all.withObject(above);
    }

    private static String name(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    private static String path(String pointer) {
        return pointer.substring(1).replace('/', '.');
    }
}
