package io.botfleet.bootstrap.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.botfleet.adapters.blockchain.client.GatewayDeployer;
import io.botfleet.adapters.blockchain.envelope.EncryptionKeys;
import io.botfleet.adapters.blockchain.gateway.GatewaySettings;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.adapters.git.GitOpsSeeder;
import io.botfleet.adapters.git.Identity;
import io.botfleet.adapters.local.chain.AnvilBinary;
import io.botfleet.adapters.local.chain.ChainConfig;
import io.botfleet.adapters.local.chain.DevelopmentChain;
import io.botfleet.adapters.local.chain.DevelopmentWallet;
import io.botfleet.adapters.local.cluster.key.ClusterKey;
import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.adapters.postgres.platform.DatabaseBootstrap;
import io.botfleet.adapters.postgres.platform.Place;
import io.botfleet.adapters.postgres.platform.Transport;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What others run for a platform in production, on one machine: a chain with a gateway, PostgreSQL that takes nothing but
 * TLS, a bare repository with the bots' chart, and the certificate of Sealed Secrets. Only the cluster is not here.
 */
final class ServedParts implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final BigInteger FEE_CAP = BigInteger.valueOf(500_000_000_000L);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String OWNER = "owner";
    private static final String SETTLER = "settler";
    private static final List<String> WALLETS =
            List.of("ann", "bob", "carol", "dan", "eve", "frank", "grace", "heidi", "ivan", OWNER, SETTLER);

    private final Path folder;
    private final ClusterKey sealing;
    private final HttpServer controller;
    private final ShiftedClock chainsClock = new ShiftedClock();
    private final DevelopmentChain chain;
    private final URI rpcUrl;
    private final Map<String, DevelopmentWallet> wallets;
    private final GatewayDeployer.Deployed gateway;
    private final Path authority;
    private EmbeddedPostgres database;

    ServedParts(Path folder) throws Exception {
        this.folder = folder;
        this.sealing = ClusterKey.in(folder.resolve("sealing"), Instant.now(), RANDOM);
        this.controller = controller();
        int port = freePort();
        this.rpcUrl = URI.create("http://127.0.0.1:" + port);
        Path nodeModules = Installed.home().resolve("adapters-blockchain/contracts/node_modules");
        this.chain = DevelopmentChain.start(
                ChainConfig.of(folder.resolve("chain"), port, AnvilBinary.in(nodeModules), WALLETS), chainsClock);
        this.wallets = DevelopmentWallet.in(folder.resolve("chain"), WALLETS, RANDOM).stream()
                .collect(Collectors.toMap(DevelopmentWallet::name, wallet -> wallet));
        this.gateway = deploy();
        this.authority = folder.resolve("authority.pem");
        this.database = prepareDatabase();
        new GitOpsSeeder(Identity.BOTFLEET, Clock.systemUTC())
                .seed(repository(), Installed.home().resolve("infra/charts/freqtrade"));
        tellTheBotsOfTheAuthority();
        writeSecrets();
    }

    private HttpServer controller() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/cert.pem", exchange -> {
            try (exchange) {
                byte[] certificate = sealing.certificatePem();
                exchange.sendResponseHeaders(200, certificate.length);
                exchange.getResponseBody().write(certificate);
            }
        });
        server.start();
        return server;
    }

    private GatewayDeployer.Deployed deploy() throws IOException {
        EncryptionKeys keys = EncryptionKeys.generate(RANDOM);
        secret("encryption-keys", keys.format());
        try (JsonRpc rpc = new JsonRpc(rpcUrl, PATIENCE)) {
            return new GatewayDeployer(new EvmNode(rpc), FEE_CAP)
                    .deploy(
                            wallet(OWNER),
                            new GatewaySettings(
                                    wallet(OWNER).address(),
                                    wallet(SETTLER).address(),
                                    new Gwei(1_000_000),
                                    Duration.ofMinutes(10),
                                    Optional.empty(),
                                    keys.publicKeys()),
                            PATIENCE);
        }
    }

    /** With a certificate for 127.0.0.1 that is its own authority. */
    private EmbeddedPostgres prepareDatabase() throws Exception {
        Secret administrator = Secret.of("administrators-password");
        Secret platform = Secret.of("platforms-password");
        Path data = folder.resolve("postgres");
        int port = freePort();
        EmbeddedPostgres.start(data, administrator, port).stop();
        Installed.Ran made = Installed.run(new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                data.resolve("server.key").toString(),
                "-out",
                data.resolve("server.crt").toString(),
                "-days",
                "2",
                "-subj",
                "/CN=a database",
                "-addext",
                "subjectAltName=IP:127.0.0.1"));
        if (made.exitCode() != 0) {
            throw new IllegalStateException(made.output());
        }
        Files.copy(data.resolve("server.crt"), authority);
        Files.writeString(data.resolve("postgresql.conf"), "\nssl = on\n", StandardOpenOption.APPEND);
        Files.writeString(data.resolve("pg_hba.conf"), "hostssl all all all scram-sha-256\n");
        EmbeddedPostgres server = EmbeddedPostgres.start(data, administrator, port);
        Place place = new Place("127.0.0.1", port, Place.DATABASE, new Transport.Verified(authority));
        new DatabaseBootstrap(place, EmbeddedPostgres.ADMINISTRATOR, administrator).prepare(platform);
        secret("database-password", platform.reveal());
        return server;
    }

    /** As operators do it: in the values of the chart, in the repository. */
    private void tellTheBotsOfTheAuthority() throws Exception {
        PlainGit git = PlainGit.clone(gitUrl(), folder.resolve("operator"));
        String indented = Files.readString(authority).strip().replace("\n", "\n    ");
        git.edit(
                "infra/charts/freqtrade/values.yaml",
                "databaseRootCertificate: \"\"",
                "databaseRootCertificate: |\n    " + indented);
    }

    private void writeSecrets() {
        secret("rpc-url", rpcUrl + "\n");
        secret("settler-key", key(SETTLER).reveal() + "\n");
        byte[] master = new byte[32];
        RANDOM.nextBytes(master);
        PrivateFiles.write(PrivateFiles.folder(secrets()).resolve("master-key"), master);
    }

    private void secret(String name, String content) {
        PrivateFiles.write(PrivateFiles.folder(secrets()).resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }

    /** As a Secret is mounted. */
    Path secrets() {
        return folder.resolve("secrets");
    }

    /**
     * What {@code serve} is told, with a port of its own.
     *
     * @param copies where the image's entry point copies the secrets to
     */
    ObjectNode configuration(Path copies, Path kubeconfig) throws IOException {
        ObjectNode all = JSON.createObjectNode()
                .put("chainId", gateway.gateway().chainId())
                .put("gateway", gateway.gateway().address().hex())
                .put("startBlock", gateway.startBlock());
        all.putObject("git")
                .put("url", gitUrl())
                .put("branch", "main")
                .put("access", "open")
                .put("mirror", folder.resolve("mirror").toString());
        all.putObject("database")
                .put("host", "127.0.0.1")
                .put("port", database.port())
                .put("name", Place.DATABASE)
                .put("tls", "verify-full")
                .put("rootCertificate", authority.toString());
        all.putObject("cluster")
                .put("applicationsNamespace", "infra")
                .put("botsNamespace", "freqtrade")
                .put("kubeconfig", kubeconfig.toString());
        all.withObject("/cluster/sealing")
                .put("controller", "http://127.0.0.1:" + controller.getAddress().getPort())
                .put(
                        "certificate",
                        Files.write(folder.resolve("sealing.pem"), sealing.certificatePem())
                                .toString());
        all.putObject("policy")
                .put("confirmations", 2)
                .put("blockTimeSeconds", 1)
                .put("finalityLagSeconds", 30)
                .put("mostBots", 100)
                .put("mostBacktests", 2)
                .put("restorePatienceSeconds", 60)
                .put("orphanGraceSeconds", 300)
                .put("replaceAfterSeconds", 10)
                .put("lookAgainSeconds", 1)
                .put("gatherRefundsSeconds", 2);
        all.put("feeCapGwei", 500)
                .put("idleMilliseconds", 200)
                .put("httpPort", freePort())
                .put("botLogs", "served");
        ObjectNode files = all.putObject("secretFiles");
        for (String name : List.of("database-password", "encryption-keys", "master-key", "rpc-url", "settler-key")) {
            files.put(name, copies.resolve(name).toString());
        }
        return all;
    }

    Path repository() {
        return folder.resolve("gitops.git");
    }

    String gitUrl() {
        return repository().toUri().toString();
    }

    URI rpcUrl() {
        return rpcUrl;
    }

    String gatewayAddress() {
        return gateway.gateway().address().hex();
    }

    /** What opens that which was sealed to the controller's certificate. */
    ClusterKey sealing() {
        return sealing;
    }

    Wallet wallet(String name) {
        return Wallet.ofPrivateKey(key(name).reveal());
    }

    Secret key(String name) {
        return Optional.ofNullable(wallets.get(name)).orElseThrow().privateKey();
    }

    /** On the chain alone. */
    void letTimePass(Duration time) {
        chainsClock.shift(time);
    }

    void stopDatabase() {
        database.stop();
    }

    void startDatabase() {
        database = EmbeddedPostgres.start(
                folder.resolve("postgres"), Secret.of("administrators-password"), database.port());
    }

    @Override
    public void close() {
        controller.stop(0);
        chain.close();
        database.stop();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
