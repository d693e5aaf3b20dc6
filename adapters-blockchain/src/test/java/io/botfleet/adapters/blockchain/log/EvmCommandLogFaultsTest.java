package io.botfleet.adapters.blockchain.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.blockchain.devnet.GatewayOnAnvil;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Escrow;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.testkit.rpc.Answer;
import io.botfleet.testkit.rpc.Fault;
import io.botfleet.testkit.rpc.FaultProxy;
import io.botfleet.testkit.rpc.Faults;
import io.botfleet.testkit.rpc.ProviderWording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One chain with commands and settlements in final blocks and in later ones, read through every fault there is: what is
 * read is always everything up to the cursor and nothing else, and once the node is well the rest follows by itself.
 */
class EvmCommandLogFaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Hash DIGEST = new Hash("0x" + "d1".repeat(32));

    private static GatewayOnAnvil chain;
    private static List<ChainEvent> truth;
    private static long latest;

    private FaultProxy proxy;
    private JsonRpc rpc;
    private EvmCommandLog log;

    @BeforeAll
    static void fillAChain() {
        chain = new GatewayOnAnvil();
        for (int block = 0; block < 4; block++) {
            submit(1, 2, 3);
            chain.mine(3);
        }
        settle(0, 1);
        settle(1, 2, 3, 4);
        chain.mine(80);
        submit(1, 2);
        settle(2, 5);
        submit(4);
        settle(3, 6, 7);
        chain.mine(3);
        truth = Reading.truth(chain.log());
        latest = chain.log().head().latest().number();
    }

    private static void submit(int... wallets) {
        for (int wallet : wallets) {
            chain.submit(wallet, Bytes.ofUtf8("from " + wallet), 1_000);
        }
        chain.mine(1);
    }

    private static void settle(long nonce, long... commands) {
        SettlementLedger ledger = chain.ledger();
        List<Entry> entries = LongStream.of(commands)
                .mapToObj(CommandId::new)
                .map(id -> new Entry(
                        id,
                        ledger.escrow(id).map(Escrow::tag).orElseThrow(),
                        new Decision.Rollback(Reason.UNREADABLE),
                        DIGEST))
                .toList();
        ledger.send(ledger.sign(entries, nonce, ledger.fees(), Instant.EPOCH).latest());
        chain.mine(1);
    }

    @AfterAll
    static void end() {
        chain.close();
    }

    @BeforeEach
    void begin() {
        connect(PATIENCE);
    }

    private void connect(Duration timeout) {
        proxy = new FaultProxy(chain.anvil().endpoint());
        rpc = new JsonRpc(proxy.endpoint(), timeout);
        log = new EvmCommandLog(
                new EvmNode(rpc), chain.deployed().gateway(), chain.deployed().startBlock());
    }

    @AfterEach
    void disconnect() {
        rpc.close();
        proxy.close();
    }

    @Test
    void hasAChainToReadThatCanShowAMistake() {
        assertThat(truth.stream().filter(ChainEvent.Submitted.class::isInstance))
                .hasSize(15);
        assertThat(truth.stream().filter(ChainEvent.Settled.class::isInstance)).hasSize(7);
        assertThat(truth.stream().filter(ChainEvent.WalletLinked.class::isInstance))
                .hasSize(4);
        assertThat(truth.stream()
                        .filter(event -> event instanceof ChainEvent.Settled settled
                                && settled.fact().finalised()))
                .hasSize(4);
    }

    /** Those that a reader sees through, by asking for less or by looking elsewhere. */
    static Stream<Named<Fault>> overcome() {
        Stream<Named<Fault>> limits = ProviderWording.of(ProviderWording.Meaning.LOG_LIMIT).stream()
                .map(words -> Named.of(words.name(), Faults.rangeLimit(7, words)));
        return Stream.concat(
                limits,
                Stream.of(
                        Named.of("no logs", Faults.noLogs()),
                        Named.of("a log less", Faults.aLogLess(new Random(1))),
                        Named.of("logs cut short", Faults.logsCutShort()),
                        Named.of("logs twice", Faults.logsTwice()),
                        Named.of("logs backwards", Faults.logsBackwards()),
                        Named.of(
                                "no receipts by block",
                                Fault.always(Answer.error(-32601, "the method does not exist"))
                                        .on("eth_getBlockReceipts"))));
    }

    @ParameterizedTest
    @MethodSource("overcome")
    void readsEverythingAllTheSame(Fault fault) {
        proxy.add(fault);

        Reading reading = read(new Reading(log, truth), 40);

        assertThat(reading.block()).isEqualTo(latest);
        assertThat(reading.failures()).isZero();
    }

    /** Those that leave nothing to read. */
    static Stream<Named<Fault>> passing() {
        Stream<Named<Fault>> refusals = Stream.of(ProviderWording.Meaning.RATE_LIMIT, ProviderWording.Meaning.BUSY)
                .flatMap(meaning -> ProviderWording.of(meaning).stream())
                .map(words -> Named.of(words.name(), Faults.refusal(words)));
        return Stream.concat(
                refusals,
                Stream.of(
                        Named.of("dropped", Faults.dropped()),
                        Named.of("half an answer", Faults.halfAnAnswer()),
                        Named.of("429", Faults.tooManyRequests(1)),
                        Named.of("500", Faults.status(500)),
                        Named.of("503 in HTML", Faults.htmlPage(503)),
                        Named.of("200 in HTML", Faults.htmlPage(200)),
                        Named.of("nothing with status 200", Faults.emptyBody()),
                        Named.of("no result", Faults.noResult()),
                        Named.of("null blocks", Faults.nothing().on("eth_getBlockByNumber")),
                        Named.of("null logs", Faults.nothing().on("eth_getLogs")),
                        Named.of(
                                "null receipts",
                                Faults.nothing().on("eth_getTransactionReceipt", "eth_getBlockReceipts")),
                        Named.of("removed logs", Faults.removedLogs()),
                        Named.of("logs of another block", Faults.logsOfAnotherBlock()),
                        Named.of("wrong block hashes", wrongHashes()),
                        Named.of("wrong parents", Faults.wrongParents()),
                        Named.of("wrong heights", Faults.blocksWith("number", "0x5")),
                        Named.of("malformed heights", Faults.blocksWith("number", "five"))));
    }

    /** Of all blocks but the first, by which a chain is known: another first block is another chain. */
    private static Fault wrongHashes() {
        return Faults.wrongBlockHashes().when(call -> !call.text(0).equals("0x0"));
    }

    static Stream<Named<Fault>> silent() {
        return Stream.of(
                Named.of("silence", Faults.silence().times(1)),
                Named.of("half an answer", Faults.stalledAnswer().times(1)));
    }

    @ParameterizedTest
    @MethodSource("silent")
    void waitsNoLongerThanItsPatience(Fault fault) {
        disconnect();
        connect(Duration.ofMillis(500));
        proxy.add(fault);

        Instant before = Instant.now();
        assertThatThrownBy(log::head).isInstanceOf(Unavailable.class);

        assertThat(Duration.between(before, Instant.now())).isLessThan(PATIENCE);
    }

    @ParameterizedTest
    @MethodSource("passing")
    void readsNothingWrongMeanwhileAndTheRestAfterwards(Fault fault) {
        Reading reading = read(new Reading(log, truth), 1);
        proxy.add(fault);

        read(reading, 2);

        assertThat(reading.failures()).isPositive();
        assertThat(reading.block()).isLessThan(latest);
        proxy.heal();
        assertThat(read(reading, 60).block()).isEqualTo(latest);
    }

    @Test
    void waitsForANodeThatLagsAndNeverGoesBack() {
        Reading reading = read(new Reading(log, truth), 60);
        assertThat(reading.block()).isEqualTo(latest);

        for (int lag = 1; lag < 40; lag += 13) {
            proxy.add(Faults.laggingHead(lag));
            assertThat(reading.fails(latest)).isTrue();
            proxy.heal();
        }

        assertThat(reading.fails(latest)).isFalse();
    }

    @Test
    void readsOnlyAsFarAsALaggingNodeIs() {
        proxy.add(Faults.laggingHead(30));
        assertThat(read(new Reading(log, truth), 60).block()).isEqualTo(latest - 30);
    }

    @Test
    void takesNoWrongAnswerForAReorganisation() {
        Reading reading = read(new Reading(log, truth), 60);
        proxy.add(wrongHashes());

        assertThat(reading.fails(latest)).isTrue();

        proxy.heal();
        assertThat(reading.fails(latest)).isFalse();
    }

    @Test
    void stopsAtAnotherChainAndGoesOnWhenItIsBack() {
        Reading reading = read(new Reading(log, truth), 3);
        proxy.add(Faults.dropped());
        assertThat(reading.fails(latest)).isTrue();
        proxy.heal();
        proxy.add(Faults.anotherChain());
        assertThatThrownBy(() -> reading.fails(latest)).isInstanceOf(Permanent.class);
        assertThatThrownBy(log::head).isInstanceOf(Permanent.class).hasMessageContaining("chain 1");

        proxy.heal();

        assertThat(read(reading, 60).block()).isEqualTo(latest);
    }

    @Test
    void doesNotAskForLessBecauseItAskedTooOften() {
        Reading reading = read(new Reading(log, truth), 1);
        proxy.add(Faults.refusal(ProviderWording.ALCHEMY_RATE).on("eth_getLogs"));
        proxy.forgetCalls();

        assertThat(reading.fails(latest)).isTrue();

        assertThat(proxy.asked()).containsOnlyOnce("eth_getLogs");
    }

    @Test
    void doesNotAskForEverWhereNoRangeIsShortEnough() {
        Reading reading = read(new Reading(log, truth), 1);
        proxy.add(Faults.rangeLimit(0, ProviderWording.GETH_RANGE));

        assertThat(reading.fails(latest)).isTrue();

        proxy.heal();
        proxy.forgetCalls();
        assertThat(reading.fails(latest)).isFalse();
    }

    @Test
    void showsWhatIsNotDeepEnoughThoughTheProviderAllowsShortRangesOnly() {
        List<Submission> shown = log.unconfirmed(log.start());
        proxy.add(Faults.rangeLimit(10, ProviderWording.QUICKNODE_RANGE));

        assertThat(log.unconfirmed(log.start())).isEqualTo(shown).hasSize(15);
    }

    @Test
    void failsAsUnavailableInEverythingElseThatItIsAsked() {
        Hash transaction = truth.stream()
                .filter(ChainEvent.Submitted.class::isInstance)
                .map(event -> ((ChainEvent.Submitted) event).submission().transaction())
                .findFirst()
                .orElseThrow();
        for (Fault fault : List.of(Faults.dropped(), Faults.htmlPage(200), Faults.status(500), Faults.noResult())) {
            proxy.add(fault);
            assertThatThrownBy(() -> log.commandsIn(transaction)).isInstanceOf(Unavailable.class);
            assertThatThrownBy(() -> log.inclusion(transaction)).isInstanceOf(Unavailable.class);
            assertThatThrownBy(() -> log.unconfirmed(log.start())).isInstanceOf(Unavailable.class);
            assertThatThrownBy(log::head).isInstanceOf(Unavailable.class);
            proxy.heal();
        }
        assertThat(log.commandsIn(transaction)).containsExactly(new CommandId(1));
    }

    static IntStream seeds() {
        return IntStream.range(0, Integer.getInteger("botfleet.chain.seeds", 4));
    }

    /** {@code -Dbotfleet.chain.seeds=N} runs more of them. */
    @ParameterizedTest
    @MethodSource("seeds")
    void readsExactlyWhatIsThereThroughAStormOfFaults(int seed) {
        Random random = new Random(seed);
        List<Fault> storm = new ArrayList<>();
        Stream.concat(overcome(), passing()).map(Named::getPayload).forEach(storm::add);
        storm.add(Faults.laggingHead(1 + random.nextInt(90)));
        // A call may pass through many of them, and most reads are of many calls.
        proxy.add(Fault.sometimes(random, 0.02 + random.nextDouble() / 20, storm));
        Reading reading = new Reading(log, truth);

        for (int turn = 0; turn < 2_000 && reading.block() < latest; turn++) {
            reading.fails(Math.min(latest, reading.block() + 1 + random.nextInt(30)));
        }

        assertThat(reading.block()).isEqualTo(latest);
    }

    private Reading read(Reading reading, int turns) {
        for (int turn = 0; turn < turns && reading.block() < latest; turn++) {
            // In steps, so that a few turns do not reach the end.
            reading.fails(Math.min(latest, reading.block() + 12));
        }
        return reading;
    }
}
