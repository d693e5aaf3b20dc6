package io.botfleet.adapters.local.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.local.process.Ending;
import io.botfleet.adapters.local.process.JavaProgram;
import io.botfleet.adapters.local.process.Ports;
import io.botfleet.adapters.local.process.ProcessRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class DevelopmentChainTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECEIVER = "0x00000000000000000000000000000000000000aa";

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private ChainConfig config;
    private SignedTransfer alice;
    private Optional<DevelopmentChain> chain = Optional.empty();

    @BeforeEach
    void configure() {
        int port = new Ports(directory.resolve("ports"), new SecureRandom()).choose("chain");
        config = ChainConfig.of(directory, port, AnvilBinary.in(nodeModules()), List.of("alice"));
        DevelopmentWallet wallet = DevelopmentWallet.in(directory, List.of("alice"), new SecureRandom())
                .getFirst();
        alice = new SignedTransfer(wallet, 31_337);
    }

    @AfterEach
    void stop() {
        chain.ifPresent(DevelopmentChain::close);
        ProcessRegistry registry = new ProcessRegistry(directory.resolve("run"));
        registry.end("chain", Ending.within(Duration.ofSeconds(5)));
        registry.end("anvil", Ending.within(Duration.ZERO));
        http.close();
    }

    @Test
    void losesNothingItAcknowledgedWhenAllItsProcessesAreKilled() throws Exception {
        ProcessRegistry registry = new ProcessRegistry(directory.resolve("run"));
        startAsProcess(registry);
        List<String> hashes = new ArrayList<>();
        for (int nonce = 0; nonce < 40; nonce++) {
            hashes.add(call("eth_sendRawTransaction", alice.send(RECEIVER, 1_000, nonce))
                    .asText());
            if (nonce % 7 == 0) {
                Thread.sleep(60);
            }
        }
        List<String> blocks = blockHashes();

        registry.end("chain", Ending.within(Duration.ZERO));
        registry.end("anvil", Ending.within(Duration.ZERO));
        startAsProcess(registry);

        awaitConfirmed(hashes.getLast());
        assertThat(blockHashes()).startsWith(blocks.toArray(String[]::new));
        for (String hash : hashes) {
            assertThat(call("eth_getTransactionReceipt", hash).path("status").asText())
                    .isEqualTo("0x1");
        }
        assertThat(call("eth_getBalance", RECEIVER, "latest").asText()).isEqualTo("0x9c40");
        assertThat(call("eth_getTransactionCount", alice.address(), "latest").asText())
                .isEqualTo("0x28");
    }

    @Test
    void givesTheSameChainAtEveryStart() throws Exception {
        start();
        awaitConfirmed(
                call("eth_sendRawTransaction", alice.send(RECEIVER, 5, 0)).asText());
        call("evm_increaseTime", 3_600);
        call("evm_mine");
        call("anvil_setBalance", RECEIVER, "0x64");
        awaitConfirmed(
                call("eth_sendRawTransaction", alice.send(RECEIVER, 5, 1)).asText());
        List<String> blocks = blockHashes();

        for (int again = 0; again < 2; again++) {
            restart();
            assertThat(blockHashes()).isEqualTo(blocks);
            assertThat(call("eth_getBalance", RECEIVER, "latest").asText()).isEqualTo("0x69");
        }
    }

    @Test
    void confirmsATransactionWithBlocksAndThenStandsStill() throws Exception {
        start();
        assertThat(number("latest")).isZero();

        String hash = call("eth_sendRawTransaction", alice.send(RECEIVER, 5, 0)).asText();
        awaitConfirmed(hash);

        long head = number("latest");
        assertThat(head).isEqualTo(1 + 6);
        assertThat(number("finalized")).isEqualTo(head - 2);
        Thread.sleep(700);
        assertThat(number("latest")).isEqualTo(head);
    }

    @Test
    void movesItsClockAndKeepsItAheadAfterARestart() throws Exception {
        start();
        call("evm_mine");
        long before = timestamp();

        call("evm_increaseTime", "0x15180");
        call("anvil_mine", "0x3", 12);

        long after = timestamp();
        assertThat(after - before).isBetween(86_400L + 20, 86_400L + 90);
        restart();
        call("evm_mine");
        assertThat(timestamp()).isBetween(after + 1, after + 60);
    }

    @Test
    void setsTheNextBlocksTimestamp() throws Exception {
        start();
        long wanted = Clock.systemUTC().instant().getEpochSecond() + 1_000_000;

        call("evm_setNextBlockTimestamp", wanted);
        call("evm_mine");

        assertThat(timestamp()).isEqualTo(wanted);
        assertThat(error("evm_setNextBlockTimestamp", wanted)).contains("must be after");
    }

    @Test
    void healsWhenAnvilIsKilled() throws Exception {
        start();
        awaitConfirmed(
                call("eth_sendRawTransaction", alice.send(RECEIVER, 5, 0)).asText());
        List<String> blocks = blockHashes();

        long pid = new ProcessRegistry(directory.resolve("run"))
                .find("anvil")
                .orElseThrow()
                .identity()
                .pid();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (status() != 200 && System.nanoTime() < until) {
            Thread.sleep(50);
        }

        assertThat(blockHashes()).isEqualTo(blocks);
    }

    @Test
    void dropsALineThatACrashCutOff() throws Exception {
        start();
        awaitConfirmed(
                call("eth_sendRawTransaction", alice.send(RECEIVER, 5, 0)).asText());
        List<String> blocks = blockHashes();
        chain.orElseThrow().close();
        Files.writeString(
                directory.resolve("chain/journal"), "{\"entry\":\"sent\",\"raw\":\"0x02f8", StandardOpenOption.APPEND);

        start();

        assertThat(blockHashes()).isEqualTo(blocks);
        awaitConfirmed(
                call("eth_sendRawTransaction", alice.send(RECEIVER, 5, 1)).asText());
        restart();
        assertThat(call("eth_getBalance", RECEIVER, "latest").asText()).isEqualTo("0xa");
    }

    @Test
    void passesARefusalOnAndJournalsNothingOfIt() throws Exception {
        start();
        awaitConfirmed(
                call("eth_sendRawTransaction", alice.send(RECEIVER, 5, 0)).asText());
        String journal = Files.readString(directory.resolve("chain/journal"));

        assertThat(error("eth_sendRawTransaction", alice.send(RECEIVER, 6, 0))).contains("nonce too low");
        assertThat(error("eth_sendRawTransaction", "0x00")).isNotEmpty();

        assertThat(Files.readString(directory.resolve("chain/journal"))).isEqualTo(journal);
    }

    @Test
    void minesNoMoreBlocksAtOnceThanOthersCanWaitFor() throws Exception {
        start();

        assertThat(error("anvil_mine", "0xffffffff")).contains("at most 1000 blocks at once");
        assertThat(error("eth_blockNumber")).isEmpty();
    }

    @Test
    void refusesWhatAReplayCouldNotRepeat() throws Exception {
        start();

        for (String method : List.of("anvil_reset", "anvil_reorg", "evm_revert", "eth_sendTransaction", "no_such")) {
            assertThat(error(method)).contains(method);
        }
    }

    @Test
    void replacesItsNewestBlocksByOthersWithTheSameTransactions() throws Exception {
        start();
        String hash = call("eth_sendRawTransaction", alice.send(RECEIVER, 5, 0)).asText();
        awaitConfirmed(hash);
        awaitTheLastBlock();
        List<String> before = blockHashes();
        String block = blockOf(hash);

        call("botfleet_reorganise", before.size() - 1);

        List<String> after = blockHashes();
        assertThat(after).startsWith(before.getFirst()).hasSizeGreaterThanOrEqualTo(before.size());
        assertThat(after.subList(1, before.size())).doesNotContainAnyElementsOf(before);
        assertThat(blockOf(hash)).isNotEqualTo(block);
        awaitConfirmed(hash);
        assertThat(call("eth_getBalance", RECEIVER, "latest").asText()).isEqualTo("0x5");
        assertThat(error("botfleet_reorganise", 10_000)).contains("can be replaced");
    }

    @Test
    void hasItsFormerBlocksAgainAndBehindThemWhatCameMeanwhile() throws Exception {
        start();
        String first =
                call("eth_sendRawTransaction", alice.send(RECEIVER, 5, 0)).asText();
        awaitConfirmed(first);
        awaitTheLastBlock();
        List<String> before = blockHashes();
        assertThat(error("botfleet_restore")).contains("no reorganisation");
        call("botfleet_reorganise", 7);
        String second =
                call("eth_sendRawTransaction", alice.send(RECEIVER, 6, 1)).asText();
        awaitConfirmed(second);

        call("botfleet_restore");

        awaitConfirmed(second);
        assertThat(blockHashes()).startsWith(before.toArray(String[]::new));
        assertThat(call("eth_getBalance", RECEIVER, "latest").asText()).isEqualTo("0xb");
    }

    @Test
    void repeatsItsReorganisationsWhenAllItsProcessesAreKilled() throws Exception {
        ProcessRegistry registry = new ProcessRegistry(directory.resolve("run"));
        startAsProcess(registry);
        awaitConfirmed(
                call("eth_sendRawTransaction", alice.send(RECEIVER, 5, 0)).asText());
        call("botfleet_reorganise", 3);
        awaitConfirmed(
                call("eth_sendRawTransaction", alice.send(RECEIVER, 6, 1)).asText());
        call("botfleet_restore");
        awaitConfirmed(
                call("eth_sendRawTransaction", alice.send(RECEIVER, 7, 2)).asText());
        List<String> blocks = blockHashes();

        registry.end("chain", Ending.within(Duration.ZERO));
        registry.end("anvil", Ending.within(Duration.ZERO));
        startAsProcess(registry);

        assertThat(blockHashes()).startsWith(blocks.toArray(String[]::new));
        assertThat(call("eth_getBalance", RECEIVER, "latest").asText()).isEqualTo("0x12");
    }

    @Test
    void answersBatchesInOrder() throws Exception {
        start();

        JsonNode answers =
                JSON.readTree(post("[{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"eth_chainId\",\"params\":[]},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"evm_mine\"},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"eth_blockNumber\",\"params\":[]}]"));

        assertThat(answers.get(0).path("result").asText()).isEqualTo("0x7a69");
        assertThat(answers.get(1).path("id").asInt()).isEqualTo(8);
        assertThat(answers.get(2).path("result").asText()).isEqualTo("0x1");
    }

    @Test
    void keepsItsWalletsToItselfAndCleansUpAfterAnvil() throws Exception {
        start();
        assertThat(call("eth_getBalance", alice.address(), "latest").asText()).isEqualTo("0x21e19e0c9bab2400000");

        chain.orElseThrow().close();

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("chain/development-wallets.json"))))
                .isEqualTo("rw-------");
        assertThat(directory.resolve("chain/cache")).doesNotExist();
        assertThat(new ProcessRegistry(directory.resolve("run")).all()).isEmpty();
    }

    @Test
    void derivesTheAddressThatAKnownKeyHas() {
        // Anvil's and Hardhat's first account, published with its key.
        assertThat(DevelopmentWallet.addressOf("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
                        .toString())
                .isEqualToIgnoringCase("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    }

    private void start() throws IOException {
        chain = Optional.of(DevelopmentChain.start(config, Clock.systemUTC()));
    }

    private void restart() throws IOException {
        chain.orElseThrow().close();
        start();
    }

    private void startAsProcess(ProcessRegistry registry) throws Exception {
        Path file = directory.resolve("chain.json");
        config.write(file);
        registry.start(
                "chain", JavaProgram.of(DevelopmentChain.class, file, directory.resolve("chain.log"), config.port()));
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (status() != 200) {
            assertThat(System.nanoTime() - until).as("time is left").isNegative();
            Thread.sleep(20);
        }
    }

    private int status() throws InterruptedException {
        try {
            return http.send(
                            request("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}"),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notThere) {
            return 0;
        }
    }

    /** After the first transaction; the chain stands still then. */
    private void awaitTheLastBlock() throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (number("latest") < 1 + 6) {
            assertThat(System.nanoTime()).as("time is left").isLessThan(until);
            Thread.sleep(20);
        }
    }

    private List<String> blockHashes() throws Exception {
        List<String> hashes = new ArrayList<>();
        long head = number("latest");
        for (long block = 0; block <= head; block++) {
            hashes.add(call("eth_getBlockByNumber", "0x" + Long.toHexString(block), false)
                    .path("hash")
                    .asText());
        }
        return hashes;
    }

    private long number(String tag) throws Exception {
        return new BigInteger(
                        call("eth_getBlockByNumber", tag, false)
                                .path("number")
                                .asText()
                                .substring(2),
                        16)
                .longValueExact();
    }

    private String blockOf(String transaction) throws Exception {
        return call("eth_getTransactionReceipt", transaction).path("blockHash").asText();
    }

    private long timestamp() throws Exception {
        return Long.decode(
                call("eth_getBlockByNumber", "latest", false).path("timestamp").asText());
    }

    /** Until the transaction's block has its six confirmations. */
    private void awaitConfirmed(String transaction) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            JsonNode receipt = call("eth_getTransactionReceipt", transaction);
            if (receipt.hasNonNull("blockNumber")
                    && number("latest")
                            >= Long.decode(receipt.path("blockNumber").asText()) + 6) {
                return;
            }
            assertThat(System.nanoTime() - until).as("time is left").isNegative();
            Thread.sleep(30);
        }
    }

    private JsonNode call(String method, Object... params) throws Exception {
        JsonNode answer = answer(method, params);
        assertThat(answer.has("error")).as("%s", answer).isFalse();
        return answer.path("result");
    }

    private String error(String method, Object... params) throws Exception {
        return answer(method, params).path("error").path("message").asText();
    }

    private JsonNode answer(String method, Object... params) throws Exception {
        return JSON.readTree(
                post(JSON.writeValueAsString(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params))));
    }

    private String post(String body) throws Exception {
        return http.send(request(body), HttpResponse.BodyHandlers.ofString()).body();
    }

    private HttpRequest request(String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + config.port()))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static Path nodeModules() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("adapters-blockchain"))) {
            folder = Optional.ofNullable(folder.getParent()).orElseThrow();
        }
        return folder.resolve("adapters-blockchain/contracts/node_modules");
    }
}
