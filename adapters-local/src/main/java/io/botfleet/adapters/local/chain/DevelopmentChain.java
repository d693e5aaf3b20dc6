package io.botfleet.adapters.local.chain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.local.process.Ports;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.adapters.local.process.ProcessRegistry;
import io.botfleet.application.failure.PortFailure;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The chain of one data directory, which survives the death of any of its processes.
 *
 * <p>It mines when there are transactions, and goes on until they are confirmed; an idle chain stands still.
 */
public final class DevelopmentChain implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DevelopmentChain.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    /** 10,000 ether, in wei. */
    private static final String FUNDS = "0x21e19e0c9bab2400000";

    /** Transactions that arrive together share a block. */
    private static final Duration GATHERING = Duration.ofMillis(20);

    private static final Duration REAL_TIME = Duration.ofSeconds(1);

    private final ChainConfig config;
    private final ProcessRegistry processes;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Journal journal;
    private final ChainEngine engine;
    private final ChainRpc rpc;
    private final Thread miner = Thread.ofPlatform().name("miner").unstarted(this::mine);
    private final CountDownLatch stopping = new CountDownLatch(1);

    private DevelopmentChain(ChainConfig config, Clock clock) throws IOException {
        this.config = config;
        SecureRandom random = new SecureRandom();
        this.processes = new ProcessRegistry(config.directory().resolve("run"));
        Ports ports = new Ports(config.directory().resolve("ports"), random);
        Path genesis = genesis(config, clock, random);
        Anvil.end(config, processes);
        this.journal = Journal.open(config.folder().resolve("journal"));
        this.engine = new ChainEngine(
                journal,
                () -> Anvil.start(config, ports.choose("anvil"), genesis, processes, http),
                clock,
                config.depth());
        this.rpc = new ChainRpc(config.port(), engine);
        miner.start();
    }

    /** Starts the chain in this process, as it was when it was left; returns once it answers. */
    public static DevelopmentChain start(ChainConfig config, Clock clock) throws IOException {
        return new DevelopmentChain(config, clock);
    }

    /** Runs the chain until this process is asked to end. */
    public static void run(ChainConfig config) throws IOException, InterruptedException {
        DevelopmentChain chain = start(config, Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(chain::close, "shutdown"));
        chain.stopping.await();
    }

    /** The same with the name of the configuration's JSON file, for a process of its own. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        run(ChainConfig.read(Path.of(arguments[0])));
    }

    /** Written once: another genesis block would be another chain. */
    private static Path genesis(ChainConfig config, Clock clock, SecureRandom random) throws IOException {
        Path file = PrivateFiles.folder(config.folder()).resolve("genesis.json");
        if (Files.exists(file)) {
            return file;
        }
        String zero = "0x" + "0".repeat(64);
        ObjectNode genesis = JSON.createObjectNode();
        genesis.putObject("config").put("chainId", config.chain());
        genesis.put("nonce", "0x0")
                .put("timestamp", "0x" + Long.toHexString(clock.instant().getEpochSecond()))
                .put("extraData", "0x")
                .put("gasLimit", "0x1c9c380")
                .put("difficulty", "0x0")
                .put("mixHash", zero)
                .put("coinbase", "0x" + "0".repeat(40))
                .put("number", "0x0")
                .put("gasUsed", "0x0")
                .put("parentHash", zero);
        ObjectNode alloc = genesis.putObject("alloc");
        DevelopmentWallet.in(config.directory(), config.wallets(), random)
                .forEach(wallet -> alloc.putObject(wallet.address().toString()).put("balance", FUNDS));
        PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(genesis));
        return file;
    }

    private void mine() {
        while (stopping.getCount() > 0) {
            try {
                engine.heal();
                if (!engine.awaitWork(200)) {
                    continue;
                }
                Thread.sleep(GATHERING);
                while (stopping.getCount() > 0 && engine.tick()) {
                    Thread.sleep(engine.aheadOfTime() ? REAL_TIME : config.tick());
                }
            } catch (InterruptedException stopped) {
                return;
            } catch (IOException | RpcRefusal | PortFailure failure) {
                LOG.log(
                        Level.WARNING,
                        "anvil is out of order: it is started anew from the journal. Where this is said again and again, look"
                                + " into chain/anvil.log and for a full disk",
                        failure);
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(500);
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    /** Stops serving and mining, and ends anvil; what was acknowledged is in the journal. */
    @Override
    public void close() {
        stopping.countDown();
        rpc.close();
        miner.interrupt();
        try {
            miner.join();
            journal.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            LOG.log(
                    Level.WARNING,
                    "the journal could not be closed: what was acknowledged is in it. Look for a full disk before the next"
                            + " start",
                    failure);
        }
        Anvil.end(config, processes);
        http.shutdownNow();
    }
}
