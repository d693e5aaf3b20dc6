package io.botfleet.bootstrap.verify;

import io.botfleet.adapters.blockchain.client.GatewayCall;
import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.client.GatewayDeployer;
import io.botfleet.adapters.blockchain.client.Preview;
import io.botfleet.adapters.blockchain.envelope.EncryptionKeys;
import io.botfleet.adapters.blockchain.gateway.GatewayCalls;
import io.botfleet.adapters.blockchain.gateway.GatewayEvents;
import io.botfleet.adapters.blockchain.gateway.GatewaySettings;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.node.Receipt;
import io.botfleet.adapters.blockchain.settlement.EvmSettlementLedger;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A real EVM node that mines every transaction at once, with a gateway of its own. */
public final class TestChain implements AutoCloseable {
    private static final BigInteger FEE_CAP = BigInteger.valueOf(500_000_000_000L);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Well-known keys of the mnemonic "test test … junk"; worthless everywhere else. */
    private static final List<String> KEYS = List.of(
            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
            "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
            "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a");

    private final EncryptionKeys keys = EncryptionKeys.generate(new SecureRandom());
    private final Process process;
    private final URI endpoint;
    private final JsonRpc rpc;
    private final EvmNode node;
    private final Gateway gateway;
    private final EvmSettlementLedger ledger;
    private long nonce;

    public TestChain() throws IOException {
        int port = freePort();
        endpoint = URI.create("http://127.0.0.1:" + port);
        process = new ProcessBuilder(binary().toString(), "--host=127.0.0.1", "--port=" + port, "--silent")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        rpc = new JsonRpc(endpoint, PATIENCE);
        node = new EvmNode(rpc);
        awaitAnswer();
        gateway = new GatewayDeployer(node, FEE_CAP)
                .deploy(
                        wallet(0),
                        new GatewaySettings(
                                wallet(0).address(),
                                wallet(2).address(),
                                new Gwei(1),
                                Duration.ofMinutes(10),
                                Optional.empty(),
                                keys.publicKeys()),
                        PATIENCE)
                .gateway();
        ledger = new EvmSettlementLedger(node, gateway, wallet(2), FEE_CAP);
    }

    public static Wallet wallet(int number) {
        return Wallet.ofPrivateKey(KEYS.get(number));
    }

    public static String privateKey(int number) {
        return KEYS.get(number);
    }

    public URI endpoint() {
        return endpoint;
    }

    public EvmNode node() {
        return node;
    }

    public Gateway gateway() {
        return gateway;
    }

    /** The platform's own, by which it opens what is sealed to it. */
    public EncryptionKeys keys() {
        return keys;
    }

    public GatewayClient client() {
        return new GatewayClient(node, gateway, FEE_CAP);
    }

    public Submission submit(Bytes envelope) {
        GatewayClient client = client();
        GatewayCall call = GatewayCall.submit(envelope, new Gwei(1000));
        Preview.Possible preview = (Preview.Possible) client.preview(wallet(1).address(), call);
        SignedTransaction signed = client.sign(wallet(1), call, preview);
        client.send(signed);
        Receipt receipt = client.await(signed.hash(), PATIENCE);
        return client.events(receipt).stream()
                .filter(ChainEvent.Submitted.class::isInstance)
                .map(event -> ((ChainEvent.Submitted) event).submission())
                .findFirst()
                .orElseThrow();
    }

    /** The id that the contract gives the next command. */
    public CommandId nextCommand() {
        return new CommandId(GatewayCalls.integer(node.call(gateway.address(), GatewayCalls.NEXT_COMMAND_ID))
                .longValueExact());
    }

    /** What the contract's log holds of a command. */
    public Submission submission(CommandId command) {
        return node.logs(0, node.latest().number(), gateway.address(), Set.of(GatewayEvents.SUBMITTED)).stream()
                .flatMap(log -> GatewayEvents.decode(log, Instant.EPOCH, false).stream())
                .map(event -> ((ChainEvent.Submitted) event).submission())
                .filter(submission -> submission.id().equals(command))
                .findFirst()
                .orElseThrow();
    }

    public Settlement settle(List<Entry> entries) {
        Settlement settlement = ledger.sign(entries, nonce++, ledger.fees(), Instant.now());
        ledger.send(settlement.latest());
        client().await(settlement.latest().hash(), PATIENCE);
        return settlement;
    }

    public EvmSettlementLedger ledger() {
        return ledger;
    }

    public OnChain fact(Settlement settlement, CommandId command) {
        Receipt receipt = client().receipt(settlement.latest().hash()).orElseThrow();
        return client().events(receipt).stream()
                .filter(event -> event instanceof ChainEvent.Settled settled
                        && settled.command().equals(command))
                .map(event -> ((ChainEvent.Settled) event).fact())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        rpc.close();
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitAnswer() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                node.chainId();
                return;
            } catch (Unavailable notYet) {
                if (System.nanoTime() > until || !process.isAlive()) {
                    throw notYet;
                }
            }
        }
    }

    private static Path binary() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Path binary = Path.of("..", "adapters-blockchain", "contracts", "node_modules", "@foundry-rs")
                .resolve("anvil-" + system + "-" + processor)
                .resolve("bin")
                .resolve("anvil");
        if (!Files.isExecutable(binary)) {
            throw new IllegalStateException(
                    "anvil is not installed: run \"npm ci\" in adapters-blockchain/contracts (looked for "
                            + binary.toAbsolutePath().normalize() + ")");
        }
        return binary;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
