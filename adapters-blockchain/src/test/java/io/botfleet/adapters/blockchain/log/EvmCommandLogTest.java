package io.botfleet.adapters.blockchain.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.blockchain.client.GatewayCall;
import io.botfleet.adapters.blockchain.devnet.Anvil;
import io.botfleet.adapters.blockchain.devnet.GatewayOnAnvil;
import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.rpc.Answer;
import io.botfleet.testkit.rpc.Fault;
import io.botfleet.testkit.rpc.Faults;
import io.botfleet.testkit.rpc.ProviderWording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real nodes and providers do to a reader, by way of a proxy before a real one. */
class EvmCommandLogTest {
    private static final int DEEP = 120;
    private GatewayOnAnvil chain;
    private EvmCommandLog log;

    @BeforeEach
    void begin() {
        chain = new GatewayOnAnvil();
        log = reader();
    }

    @AfterEach
    void end() {
        chain.close();
    }

    private EvmCommandLog reader() {
        return new EvmCommandLog(
                chain.node(), chain.deployed().gateway(), chain.deployed().startBlock());
    }

    @Test
    void findsWhatAnEmptyAnswerHidesByTheBloomFilter() {
        submit(1, 2);
        chain.proxy().add(Faults.noLogs());
        assertThat(commandsRead()).containsExactly(1L, 2L);
        assertThat(chain.proxy().asked()).contains("eth_getBlockReceipts");
    }

    @Test
    void takesReceiptsOneByOneWhereTheNodeDoesNotGiveThemByBlock() {
        submit(1, 2);
        chain.proxy().add(Faults.noLogs());
        refuse("eth_getBlockReceipts", -32601, "the method eth_getBlockReceipts does not exist/is not available");
        assertThat(commandsRead()).containsExactly(1L, 2L);
    }

    @Test
    void findsACommandThatARangeLeavesOut() {
        submit(1, 2, 3);
        chain.mine(DEEP);
        withoutLog(1);
        assertThat(commandsRead()).containsExactly(1L, 2L, 3L);
        assertThat(chain.proxy().asked()).contains("eth_getBlockReceipts");
    }

    @Test
    void findsASettlementThatARangeLeavesOut() {
        submit(1);
        chain.anvil().passTime(Duration.ofMinutes(11));
        chain.send(Anvil.wallet(1), GatewayCall.reclaim(new CommandId(1)));
        chain.mine(DEEP);
        chain.proxy().add(Faults.logs(logs -> logs.subList(0, Math.max(0, logs.size() - 1))));
        List<ChainEvent> events = new ArrayList<>();
        readAll(log, events);
        assertThat(events).last().isInstanceOf(ChainEvent.Settled.class);
    }

    @Test
    void readsNothingOfARangeThatLacksACommandWhereFiltersAreMissingToo() {
        submit(1, 2, 3);
        chain.mine(DEEP);
        chain.proxy().add(emptyFilters());
        withoutLogsOfTheBlockOf(1);
        assertThatThrownBy(this::commandsRead).isInstanceOf(Unavailable.class).hasMessageContaining("command");
        chain.proxy().heal();
        assertThat(commandsRead()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void readsNothingOfARangeWhoseLastCommandIsHiddenWhereFiltersAreMissingToo() {
        submit(1, 2);
        chain.mine(DEEP);
        chain.proxy().add(emptyFilters());
        withoutLogsOfTheBlockOf(3);
        assertThatThrownBy(this::commandsRead).isInstanceOf(Unavailable.class);
    }

    @Test
    void checksByNumbersAndFiltersWhereTheNodeHasDroppedOldStates() {
        submit(1, 2, 3);
        chain.mine(DEEP);
        refuse("eth_call", -32000, "missing trie node");
        withoutLog(2);
        assertThat(commandsRead()).containsExactly(1L, 2L, 3L);
        chain.proxy().heal();
        refuse("eth_call", -32000, "missing trie node");
        chain.proxy().add(emptyFilters());
        withoutLogsOfTheBlockOf(3);
        assertThatThrownBy(() -> readAll(reader())).isInstanceOf(Unavailable.class);
    }

    private static Fault emptyFilters() {
        return Faults.blocksWith("logsBloom", "0x" + "00".repeat(256));
    }

    @Test
    void givesACommandOnceThatTheNodeGivesTwice() {
        submit(1, 2);
        chain.mine(DEEP);
        chain.proxy().add(Faults.logsTwice());
        assertThat(commandsRead()).containsExactly(1L, 2L);
    }

    @Test
    void takesNoLogOfABlockThatIsGone() {
        submit(1);
        chain.proxy().add(Faults.removedLogs());
        assertThatThrownBy(this::commandsRead).isInstanceOf(Unavailable.class);
    }

    static List<ProviderWording> limits() {
        return ProviderWording.of(ProviderWording.Meaning.LOG_LIMIT);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void asksForLessWhateverTheProviderSays(ProviderWording words) {
        submit(1, 2, 3);
        chain.mine(2 * DEEP);
        chain.proxy().add(Faults.rangeLimit(10, words));
        assertThat(commandsRead()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void asksOneByOneWhereTheProviderTakesNoBatches() {
        submit(1, 2, 3);
        chain.mine(DEEP);
        chain.proxy().refuseBatches();
        assertThat(commandsRead()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void growsItsRangesAgainOnceTheProviderAllowsIt() {
        FinalRanges ranges =
                new FinalRanges(chain.node(), chain.deployed().gateway().address());
        while (ranges.length() > 40) {
            ranges.halve();
        }
        int before = ranges.length();
        chain.mine(before);
        ranges.read(chain.node().header(0).orElseThrow(), before);
        assertThat(ranges.length()).isEqualTo(before + before / 4);
    }

    @Test
    void readsAFloodInSmallParts() {
        submit(1, 2, 3);
        long latest = chain.node().latest().number();
        FinalRanges ranges =
                new FinalRanges(chain.node(), chain.deployed().gateway().address(), 2);

        Batch batch = ranges.read(chain.node().header(0).orElseThrow(), latest);

        assertThat(batch.logs()).hasSizeGreaterThan(2);
        assertThat(ranges.length()).isEqualTo((int) Math.max(1, latest / 2));
    }

    @Test
    void waitsWhereTheNodeHasFallenBehindInsteadOfSeeingAReorganisation() {
        submit(1);
        chain.mine(5);
        Cursor here = readAll(log);
        long behind = here.block().number() - 3;
        chain.proxy().add(Faults.laggingHead(3));
        assertThatThrownBy(() -> log.read(here, here.block().number(), _ -> List.of(here)))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("at block " + behind);
        chain.proxy().heal();
        assertThat(log.read(here, here.block().number(), _ -> List.of(here)))
                .isEqualTo(new Blocks.Extended(here, List.of()));
    }

    @Test
    void isToldToAskLessOftenForAsLongAsTheProviderSays() {
        chain.proxy().add(Faults.tooManyRequests(7));
        assertThatThrownBy(log::head)
                .isInstanceOfSatisfying(Unavailable.class, failed -> assertThat(failed.retryAfter())
                        .isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void doesNotTakeAHtmlPageForAnAnswer() {
        chain.proxy().add(Faults.htmlPage(502));
        assertThatThrownBy(log::head).isInstanceOf(Unavailable.class).hasMessageContaining("502");
    }

    @Test
    void refusesANodeThatRefusesItsCredentials() {
        chain.proxy().add(Faults.status(401));
        assertThatThrownBy(log::head).isInstanceOf(Permanent.class).hasMessageContaining("credentials");
    }

    @Test
    void refusesAnotherChain() {
        chain.proxy().add(Faults.anotherChain());
        assertThatThrownBy(log::head).isInstanceOf(Permanent.class).hasMessageContaining("chain 1");
    }

    @Test
    void refusesAChainWithoutTheGateway() {
        Gateway nowhere = new Gateway(31337, new Address("0x" + "77".repeat(20)));
        EvmCommandLog lost = new EvmCommandLog(chain.node(), nowhere, 1);
        assertThatThrownBy(lost::head).isInstanceOf(Permanent.class).hasMessageContaining("no contract");
    }

    @Test
    void refusesANodeThatWasResetInsteadOfSeeingAReorganisation() {
        submit(1);
        Cursor here = readAll(log);
        try (Anvil other = Anvil.start("--timestamp=1700000000")) {
            other.call("anvil_setCode", chain.deployed().gateway().address().hex(), code());
            other.mine(20);
            chain.proxy().switchTo(other.endpoint());
            assertThatThrownBy(() -> log.read(here, here.block().number() + 1, _ -> List.of(here)))
                    .isInstanceOf(Permanent.class)
                    .hasMessageContaining("begins with block");
        }
    }

    @Test
    void refusesAnotherContractAtTheGatewaysAddress() {
        submit(1);
        Cursor here = readAll(log);
        chain.anvil().call("anvil_setCode", chain.deployed().gateway().address().hex(), "0x6001");
        chain.proxy().disconnect();
        assertThatThrownBy(log::head).isInstanceOf(Unavailable.class);
        chain.proxy().heal();
        assertThatThrownBy(() -> log.read(here, 100, _ -> List.of(here)))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("another code");
    }

    @Test
    void namesNoEndpointInItsFailures() {
        chain.disconnect();
        assertThatThrownBy(log::head).hasMessageNotContaining("127.0.0.1").hasMessageNotContaining("http");
    }

    private void submit(int... wallets) {
        for (int wallet : wallets) {
            chain.submit(wallet, Bytes.ofUtf8("from " + wallet), 1);
            chain.mine(1);
        }
    }

    private void withoutLog(int place) {
        chain.proxy().add(Faults.logs(logs -> {
            if (logs.size() > place) {
                logs.remove(place);
            }
            return logs;
        }));
    }

    private void withoutLogsOfTheBlockOf(int place) {
        chain.proxy().add(Faults.logs(logs -> {
            if (logs.size() > place && logs.get(place) instanceof Map<?, ?> log) {
                Object block = log.get("blockNumber");
                logs.removeIf(
                        each -> each instanceof Map<?, ?> other && Objects.equals(other.get("blockNumber"), block));
            }
            return logs;
        }));
    }

    private void refuse(String refused, int code, String message) {
        chain.proxy().add(Fault.always(Answer.error(code, message)).on(refused));
    }

    private String code() {
        return chain.anvil()
                .call("eth_getCode", chain.deployed().gateway().address().hex(), "latest")
                .asText();
    }

    private List<Long> commandsRead() {
        List<ChainEvent> events = new ArrayList<>();
        readAll(log, events);
        List<Long> commands = new ArrayList<>();
        for (ChainEvent event : events) {
            if (event instanceof ChainEvent.Submitted(var submission)) {
                CommandId id = submission.id();
                commands.add(id.number());
            }
        }
        return commands;
    }

    private Cursor readAll(EvmCommandLog reader) {
        return readAll(reader, new ArrayList<>());
    }

    private Cursor readAll(EvmCommandLog reader, List<ChainEvent> events) {
        long upTo = reader.head().latest().number();
        Cursor at = reader.start();
        while (at.block().number() < upTo) {
            Cursor stored = at;
            Blocks.Extended read = (Blocks.Extended) reader.read(at, upTo, _ -> List.of(stored));
            events.addAll(read.events());
            at = read.to();
        }
        return at;
    }
}
