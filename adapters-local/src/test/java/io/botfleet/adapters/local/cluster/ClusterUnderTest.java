package io.botfleet.adapters.local.cluster;

import io.botfleet.adapters.local.cluster.key.ClusterKey;
import io.botfleet.adapters.local.cluster.pod.Image;
import io.botfleet.adapters.local.cluster.pod.Timing;
import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.adapters.local.process.Ports;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.secret.Secret;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.contract.JobsContract.Deployed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.spec.MGF1ParameterSpec;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** A data directory with a real repository that holds the real chart, and the cluster that follows it. */
final class ClusterUnderTest {
    static final String PASSWORD = "correct-horse-battery";
    static final String EXCHANGE_KEY = "PLANTED-exchange-key-0123456789";
    static final String EXCHANGE_SECRET = "PLANTED-exchange-secret-0123456789";

    private static final Timing TIMING = new Timing(
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(10));

    private static Optional<Path> sharedKey = Optional.empty();

    final Path directory;
    final Path work;
    final ClusterConfig config;
    private final SecureRandom random = new SecureRandom();
    private final int databasePort;
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    };
    private final Map<String, String> sealed = new HashMap<>();
    private volatile Duration ahead = Duration.ZERO;
    private Optional<LocalCluster> cluster = Optional.empty();

    ClusterUnderTest(Path base, Image image, int databasePort) {
        this.directory = base.resolve("data");
        this.work = base.resolve("repository");
        this.databasePort = databasePort;
        giveKey(directory.resolve("cluster"));
        int port = new Ports(directory.resolve("ports"), random).choose("cluster");
        this.config = ClusterConfig.of(directory, work.toString(), port, Map.of(FreqtradeImage.REPOSITORY, image));
        try {
            Git.init()
                    .setDirectory(work.toFile())
                    .setInitialBranch("main")
                    .call()
                    .close();
            copy(root().resolve("infra/charts/freqtrade"), work.resolve("infra/charts/freqtrade"));
            commit("Add the chart");
        } catch (GitAPIException failure) {
            throw new AssertionError(failure);
        }
    }

    /** One key for all tests, since it takes a moment to make. */
    private static void giveKey(Path folder) {
        try {
            PrivateFiles.folder(folder);
            synchronized (ClusterUnderTest.class) {
                if (sharedKey.isEmpty()) {
                    Path made = Files.createTempDirectory("cluster-key");
                    ClusterKey.in(made, Instant.now(), new SecureRandom());
                    sharedKey = Optional.of(made);
                }
                for (String file : List.of("key.pem", "cert.pem")) {
                    Files.copy(sharedKey.get().resolve(file), folder.resolve(file));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The image as it is on a developer's machine, with paperbot. */
    static Image paperbot(Path base) {
        return FreqtradeImage.withPaperbot(
                root().resolve("infra/docker"),
                base.resolve("launcher"),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx96m",
                        "-cp",
                        System.getProperty("java.class.path")),
                base.resolve("lives"));
    }

    /** The same entry script with a program of the test's own as {@code freqtrade}, and a database that says yes. */
    static Image scripted(Path base, String freqtrade) {
        Path folder = base.resolve("scripted");
        executable(folder.resolve("psql"), "#!/bin/sh\ncase $(cat) in *CASE*) echo ours ;; *) echo t ;; esac\n");
        executable(folder.resolve("pg_isready"), "#!/bin/sh\nexit 0\n");
        executable(folder.resolve("freqtrade"), "#!/bin/sh\n" + freqtrade);
        Image image = FreqtradeImage.with(root().resolve("infra/docker"), folder.resolve("freqtrade"));
        Map<String, Path> commands = new HashMap<>(image.commands());
        commands.put("psql", folder.resolve("psql"));
        commands.put("pg_isready", folder.resolve("pg_isready"));
        commands.put("botfleet-result", resultless(folder));
        return new Image(commands, image.files(), Map.of());
    }

    /** Paperbot for bots; a backtest goes on until {@link #finish} says with what it ends. */
    static Image paperbotAndJobs(Path base) {
        Image image = paperbot(base);
        Path script = base.resolve("either/freqtrade");
        executable(
                script,
                "#!/bin/sh\n[ \"$1\" != trade ] || exec " + image.commands().get("freqtrade") + " \"$@\"\n"
                        + untilFinished(base));
        Map<String, Path> commands = new HashMap<>(image.commands());
        commands.put("freqtrade", script);
        commands.put("botfleet-result", resultless(base.resolve("either")));
        return new Image(commands, image.files(), image.environment());
    }

    /** What these backtests would print is not looked at here. */
    private static Path resultless(Path folder) {
        Path script = folder.resolve("botfleet-result");
        executable(script, "#!/bin/sh\nexit 0\n");
        return script;
    }

    /** The lines of a shell script that stands for {@code freqtrade} and does so. */
    static String untilFinished(Path base) {
        return """
            [ "$1" != download-data ] || exit 0
            job=$(pwd | sed 's,.*/pods/\\([^/]*\\)/.*,\\1,')
            echo "Running backtesting for Strategy SampleStrategy"
            while [ ! -e %1$s/"$job" ]; do sleep 0.05; done
            exit "$(cat %1$s/"$job")"
            """.formatted(finished(base));
    }

    private static Path finished(Path base) {
        return base.resolve("finished");
    }

    /** Lets the container of a Job end by itself. */
    void finish(WorkloadId job, int exitCode) {
        try {
            Path folder = Files.createDirectories(finished(directory.resolveSibling("")));
            Path file = Files.writeString(folder.resolve(job + ".new"), exitCode + "\n");
            Files.move(file, folder.resolve(job.name()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void executable(Path file, String content) {
        try {
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, content);
            if (!file.toFile().setExecutable(true)) {
                throw new AssertionError(file + " can't be made executable");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void createTenant(EmbeddedPostgres postgres, Secret administrator, ClientId client) {
        try (var connection = DriverManager.getConnection(
                        postgres.jdbcUrl(), EmbeddedPostgres.ADMINISTRATOR, administrator.reveal());
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + client.role() + " LOGIN PASSWORD '" + PASSWORD + "'");
            statement.execute("CREATE SCHEMA " + client.dryRunSchema() + " AUTHORIZATION " + client.role());
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    LocalCluster start() {
        try {
            cluster = Optional.of(LocalCluster.start(config, TIMING, clock));
            return cluster.get();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Puts the cluster's clock forward. */
    void advance(Duration time) {
        ahead = ahead.plus(time);
    }

    /** As SIGTERM, and then the next one: the machine is shut down and started again. */
    void shutDownAndStart() {
        cluster.ifPresent(LocalCluster::close);
        start();
    }

    /** As SIGKILL would: the pods go on. */
    void leave() {
        cluster.ifPresent(LocalCluster::leave);
        cluster = Optional.empty();
    }

    void stop() {
        cluster.ifPresent(LocalCluster::close);
        cluster = Optional.empty();
        LocalCluster.endLeftPods(directory, Duration.ofSeconds(1));
    }

    ClusterAddress address() {
        return ClusterAddress.of(directory, config.port());
    }

    Deployed deploy(ClientId client, CommandId command, StartTrading order) {
        Map<SealedKey, String> secrets = new EnumMap<>(SealedKey.class);
        secrets.put(SealedKey.DATABASE_URL, databaseUrl(client, order.dryRun()));
        secrets.put(SealedKey.API_USERNAME, "platform");
        secrets.put(SealedKey.API_PASSWORD, "planted-api-password");
        secrets.put(SealedKey.JWT_SECRET, "planted-jwt-secret-0123456789-0123456789");
        secrets.put(SealedKey.BINANCE_API_KEY, EXCHANGE_KEY);
        secrets.put(SealedKey.BINANCE_SECRET_KEY, EXCHANGE_SECRET);
        secrets.replaceAll((key, value) -> seal(value, "freqtrade/" + client.value()));
        ValuesDocument values = ValuesDocument.ofTrade(client, command, order, secrets);
        write("clientes/" + client.value() + "/values.yaml", values.yaml().utf8());
        return new Deployed(commit("Start " + client), values.digest());
    }

    Deployed deploy(ClientId client, CommandId command, RunBacktest order) {
        String name = "freqtrade/" + WorkloadId.ofBacktest(client, command);
        ValuesDocument values = ValuesDocument.ofBacktest(
                client, command, order, Map.of(SealedKey.DATABASE_URL, seal(databaseUrl(client, true), name)));
        write(RepositoryPath.ofBacktest(client, command).value(), values.yaml().utf8());
        return new Deployed(commit("Run backtest " + command + " of " + client), values.digest());
    }

    private String databaseUrl(ClientId client, boolean dryRun) {
        return "postgresql+psycopg://%s:%s@127.0.0.1:%d/postgres?options=-csearch_path%%3D%s"
                .formatted(client.role(), PASSWORD, databasePort, client.schemaFor(dryRun));
    }

    CommitId remove(ClientId client, CommandId backtest) {
        delete(RepositoryPath.ofBacktest(client, backtest).value());
        return commit("Remove backtest " + backtest + " of " + client);
    }

    CommitId remove(ClientId client) {
        delete("clientes/" + client.value() + "/values.yaml");
        return commit("Remove " + client);
    }

    /** Appends to what the pod's containers print. */
    void print(WorkloadId workload, List<String> lines) {
        try {
            Files.writeString(
                    directory.resolve("pods").resolve(workload.name()).resolve("log"),
                    String.join("\n", lines) + "\n",
                    StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String read(String path) {
        try {
            return Files.readString(work.resolve(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void write(String path, String content) {
        try {
            Files.createDirectories(work.resolve(path).resolveSibling(""));
            Files.writeString(work.resolve(path), content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void delete(String path) {
        try {
            Files.delete(work.resolve(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    CommitId commit(String message) {
        try (Git git = Git.open(work.toFile())) {
            git.add().addFilepattern(".").call();
            git.add().addFilepattern(".").setUpdate(true).call();
            return new CommitId(git.commit()
                    .setMessage(message)
                    .setAuthor("Test", "test@example.com")
                    .setCommitter("Test", "test@example.com")
                    .setSign(false)
                    .call()
                    .name());
        } catch (IOException | GitAPIException failure) {
            throw new AssertionError(failure);
        }
    }

    /** The same for the same, as the platform's stored values are. */
    private String seal(String value, String label) {
        return sealed.computeIfAbsent(label + " " + value, _ -> sealAnew(value, label));
    }

    /** Written from the format's description, not from the code under test. */
    private String sealAnew(String value, String label) {
        try {
            var certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Files.readAllBytes(directory.resolve("cluster/cert.pem"))));
            byte[] session = new byte[32];
            random.nextBytes(session);
            Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
            rsa.init(
                    Cipher.ENCRYPT_MODE,
                    certificate.getPublicKey(),
                    new OAEPParameterSpec(
                            "SHA-256",
                            "MGF1",
                            MGF1ParameterSpec.SHA256,
                            new PSource.PSpecified(label.getBytes(StandardCharsets.UTF_8))));
            byte[] wrapped = rsa.doFinal(session);
            Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(session, "AES"), new GCMParameterSpec(128, new byte[12]));
            byte[] ciphertext = aes.doFinal(value.getBytes(StandardCharsets.UTF_8));
            ByteBuffer sealed = ByteBuffer.allocate(2 + wrapped.length + ciphertext.length);
            sealed.putShort((short) wrapped.length).put(wrapped).put(ciphertext);
            return Base64.getEncoder().encodeToString(sealed.array());
        } catch (GeneralSecurityException | IOException failure) {
            throw new AssertionError(failure);
        }
    }

    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("infra/charts"))) {
            directory = Optional.ofNullable(directory.getParent()).orElseThrow();
        }
        return directory;
    }

    private static void copy(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.resolveSibling(""));
                Files.copy(file, target);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
