package io.botfleet.adapters.blockchain.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.botfleet.adapters.blockchain.devnet.Anvil;
import io.botfleet.adapters.blockchain.devnet.FaultProxy;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        alterLogs(_ -> FaultProxy.nothing());
        assertThat(commandsRead()).containsExactly(1L, 2L);
        assertThat(chain.proxy().asked()).contains("eth_getBlockReceipts");
    }

    @Test
    void takesReceiptsOneByOneWhereTheNodeDoesNotGiveThemByBlock() {
        submit(1, 2);
        alterLogs(_ -> FaultProxy.nothing());
        refuse("eth_getBlockReceipts", -32601, "the method eth_getBlockReceipts does not exist/is not available");
        assertThat(commandsRead()).containsExactly(1L, 2L);
    }

    @Test
    void readsNothingOfARangeThatLacksACommand() {
        submit(1, 2, 3);
        chain.mine(DEEP);
        alterLogs(logs -> without(logs, 1));
        assertThatThrownBy(this::commandsRead).isInstanceOf(Unavailable.class).hasMessageContaining("command");
        chain.proxy().heal();
        assertThat(commandsRead()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void readsNothingOfARangeWhoseLastCommandIsHidden() {
        submit(1, 2);
        chain.mine(DEEP);
        alterLogs(logs -> without(logs, logs.size() - 1));
        assertThatThrownBy(this::commandsRead).isInstanceOf(Unavailable.class);
    }

    @Test
    void checksTheNumbersAloneWhereTheNodeHasDroppedOldStates() {
        submit(1, 2, 3);
        chain.mine(DEEP);
        refuse("eth_call", -32000, "missing trie node");
        assertThat(commandsRead()).containsExactly(1L, 2L, 3L);
        alterLogs(logs -> without(logs, 1));
        assertThatThrownBy(() -> readAll(reader())).isInstanceOf(Unavailable.class);
    }

    @Test
    void givesACommandOnceThatTheNodeGivesTwice() {
        submit(1, 2);
        chain.mine(DEEP);
        alterLogs(logs -> ((ArrayNode) logs.deepCopy()).addAll((ArrayNode) logs));
        assertThat(commandsRead()).containsExactly(1L, 2L);
    }

    @Test
    void takesNoLogOfABlockThatIsGone() {
        submit(1);
        alterLogs(logs -> {
            logs.forEach(each -> ((ObjectNode) each).put("removed", true));
            return logs;
        });
        assertThatThrownBy(this::commandsRead).isInstanceOf(Unavailable.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-32005 | query returned more than 10000 results",
                "-32602 | Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range",
                "-32000 | exceed maximum block range: 10",
                "-32614 | eth_getLogs is limited to a 10 block range",
                "-32600 | block range too large",
                "429 | range is too wide"
            })
    void asksForLessWhateverTheProviderSays(int code, String words) {
        submit(1, 2, 3);
        chain.mine(2 * DEEP);
        chain.proxy().add((method, parameters, _) -> {
            if (!method.equals("eth_getLogs") || !parameters.get(0).has("fromBlock")) {
                return Optional.empty();
            }
            long length = Long.decode(parameters.get(0).get("toBlock").asText())
                    - Long.decode(parameters.get(0).get("fromBlock").asText())
                    + 1;
            return length > 10 ? Optional.of(FaultProxy.error(code, words)) : Optional.empty();
        });
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
    void waitsWhereTheNodeHasFallenBehindInsteadOfSeeingAReorganisation() {
        submit(1);
        chain.mine(5);
        Cursor here = readAll(log);
        long behind = here.block().number() - 3;
        chain.proxy().add((method, parameters, forward) -> {
            if (!method.equals("eth_getBlockByNumber")) {
                return Optional.empty();
            }
            String asked = parameters.get(0).asText();
            if (asked.equals("latest")) {
                return Optional.of(FaultProxy.result(block(behind)));
            }
            return asked.startsWith("0x") && Long.decode(asked) > behind
                    ? Optional.of(FaultProxy.result(NullNode.getInstance()))
                    : Optional.empty();
        });
        assertThatThrownBy(() -> log.read(here, here.block().number(), _ -> List.of(here)))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("at block " + behind);
        chain.proxy().heal();
        assertThat(log.read(here, here.block().number(), _ -> List.of(here)))
                .isEqualTo(new Blocks.Extended(here, List.of()));
    }

    @Test
    void isToldToAskLessOftenForAsLongAsTheProviderSays() {
        chain.proxy().add((_, _, _) -> Optional.of(new FaultProxy.Answer.Status(429)));
        assertThatThrownBy(log::head).isInstanceOf(Unavailable.class).hasMessageContaining("fewer calls");
    }

    @Test
    void doesNotTakeAHtmlPageForAnAnswer() {
        chain.proxy().add((_, _, _) -> Optional.of(new FaultProxy.Answer.Status(502)));
        assertThatThrownBy(log::head).isInstanceOf(Unavailable.class).hasMessageContaining("502");
    }

    @Test
    void refusesANodeThatRefusesItsCredentials() {
        chain.proxy().add((_, _, _) -> Optional.of(new FaultProxy.Answer.Status(401)));
        assertThatThrownBy(log::head).isInstanceOf(Permanent.class).hasMessageContaining("credentials");
    }

    @Test
    void refusesAnotherChain() {
        chain.proxy()
                .add((method, _, _) -> method.equals("eth_chainId")
                        ? Optional.of(FaultProxy.result(TextNode.valueOf("0x1")))
                        : Optional.empty());
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

    private void alterLogs(UnaryOperator<JsonNode> change) {
        chain.proxy().add((method, _, forward) -> {
            if (!method.equals("eth_getLogs")) {
                return Optional.empty();
            }
            return Optional.of(FaultProxy.result(change.apply(forward.ask().get("result"))));
        });
    }

    private static JsonNode without(JsonNode logs, int place) {
        ArrayNode fewer = logs.deepCopy();
        fewer.remove(place);
        return fewer;
    }

    private void refuse(String refused, int code, String message) {
        chain.proxy()
                .add((method, _, _) ->
                        method.equals(refused) ? Optional.of(FaultProxy.error(code, message)) : Optional.empty());
    }

    private JsonNode block(long number) {
        return chain.anvil().call("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
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
