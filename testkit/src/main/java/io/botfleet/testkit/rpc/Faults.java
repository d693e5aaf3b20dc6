package io.botfleet.testkit.rpc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The ways in which nodes and providers are known to fail, one by one. */
public final class Faults {
    private static final String WRONG_HASH = "0x" + "bad0".repeat(16);

    private Faults() {}

    /** No answer at all, for as long as the client waits. */
    public static Fault silence() {
        return Fault.always(new Answer.Silent());
    }

    public static Fault dropped() {
        return Fault.always(new Answer.Dropped());
    }

    /** The node does it, and the answer is lost. */
    public static Fault droppedAfterTheEffect() {
        return (call, node) -> {
            node.ask(call);
            return Optional.of(new Answer.Dropped());
        };
    }

    /** The node does it, and says something else about it. */
    public static Fault saidAfterTheEffect(Answer answer) {
        return (call, node) -> {
            node.ask(call);
            return Optional.of(answer);
        };
    }

    public static Fault halfAnAnswer() {
        return (call, node) -> Optional.of(new Answer.Half(node.ask(call)));
    }

    public static Fault stalledAnswer() {
        return (call, node) -> Optional.of(new Answer.Stalled(node.ask(call)));
    }

    /** RFC 6585 §4, as providers use it. */
    public static Fault tooManyRequests(int retryAfterSeconds) {
        return status(429, Map.of("Retry-After", Integer.toString(retryAfterSeconds)), "{}");
    }

    public static Fault status(int status) {
        return status(status, Map.of(), "{}");
    }

    /** The error page of a load balancer; some send it with status 200. */
    public static Fault htmlPage(int status) {
        return status(status, Map.of("Content-Type", "text/html"), "<html><body>Bad gateway</body></html>");
    }

    public static Fault emptyBody() {
        return status(200, Map.of(), "");
    }

    private static Fault status(int status, Map<String, String> headers, String body) {
        return Fault.always(new Answer.Http(status, headers, body));
    }

    public static Fault refusal(ProviderWording wording) {
        return Fault.always(wording.answer());
    }

    /** A JSON-RPC answer without result and error. */
    public static Fault noResult() {
        return Fault.always(new Answer.Json(Map.of("jsonrpc", "2.0")));
    }

    /** {@code null} where there is something. */
    public static Fault nothing() {
        return Fault.always(Answer.result(null));
    }

    public static Fault anotherChain() {
        return Fault.always(Answer.result("0x1")).on("eth_chainId");
    }

    /** No logs where there are some (ponder #1852). */
    public static Fault noLogs() {
        return logs(_ -> List.of());
    }

    /** All logs but one. */
    public static Fault aLogLess(RandomGenerator random) {
        return logs(logs -> {
            List<@Nullable Object> fewer = new ArrayList<>(logs);
            if (!fewer.isEmpty()) {
                synchronized (random) {
                    fewer.remove(random.nextInt(fewer.size()));
                }
            }
            return fewer;
        });
    }

    /** A long answer cut short without a word. */
    public static Fault logsCutShort() {
        return logs(logs -> logs.subList(0, logs.size() / 2));
    }

    public static Fault logsTwice() {
        return logs(logs -> {
            List<@Nullable Object> twice = new ArrayList<>(logs);
            twice.addAll(logs);
            return twice;
        });
    }

    public static Fault logsBackwards() {
        return logs(List::reversed);
    }

    /** Logs of blocks that were reorganised away, marked as such. */
    public static Fault removedLogs() {
        return logs(logs -> each(logs, "removed", true));
    }

    /** Logs that name a block that is not on the chain. */
    public static Fault logsOfAnotherBlock() {
        return logs(logs -> each(logs, "blockHash", WRONG_HASH));
    }

    private static List<@Nullable Object> each(List<@Nullable Object> logs, String name, Object value) {
        List<@Nullable Object> changed = new ArrayList<>();
        for (Object log : logs) {
            changed.add(with(log, name, value));
        }
        return changed;
    }

    /** Changes every list of logs that the node gives. */
    public static Fault logs(UnaryOperator<List<@Nullable Object>> change) {
        Fault altered = (call, node) -> {
            Answer.Json answer = node.ask(call);
            return answer.result() instanceof List<?> logs
                    ? Optional.of(Answer.result(change.apply(new ArrayList<>(logs))))
                    : Optional.of(answer);
        };
        return altered.on("eth_getLogs");
    }

    /** Blocks with another hash than theirs, or another parent, height or time. */
    public static Fault blocksWith(String member, String value) {
        Fault altered = (call, node) -> {
            Answer.Json answer = node.ask(call);
            return answer.result() == null
                    ? Optional.of(answer)
                    : Optional.of(Answer.result(with(answer.result(), member, value)));
        };
        return altered.on("eth_getBlockByNumber", "eth_getBlockByHash");
    }

    public static Fault wrongBlockHashes() {
        return blocksWith("hash", WRONG_HASH);
    }

    public static Fault wrongParents() {
        return blocksWith("parentHash", WRONG_HASH);
    }

    /** Refuses the logs of more than this many blocks at once. */
    public static Fault rangeLimit(int blocks, ProviderWording wording) {
        return refusal(wording).when(call -> call.blocksAskedFor() > blocks);
    }

    /** A node that is some blocks behind the one behind the proxy, in everything that it says of blocks and logs. */
    public static Fault laggingHead(int blocks) {
        return (call, node) -> {
            long head = number(node.ask(Call.of("eth_blockNumber")).result()) - blocks;
            return switch (call.method()) {
                case "eth_blockNumber" -> Optional.of(Answer.result(hex(head)));
                case "eth_getBlockByNumber" -> Optional.of(block(call, node, head));
                case "eth_getBlockByHash", "eth_getTransactionReceipt" -> Optional.of(notAbove(node.ask(call), head));
                case "eth_getLogs" -> Optional.of(logsUpTo(call, node, head));
                default -> Optional.empty();
            };
        };
    }

    private static Answer block(Call call, Fault.Node node, long head) throws IOException {
        String asked = call.text(0);
        return asked.equals("latest")
                ? node.ask(Call.of(call.method(), hex(head), false))
                : notAbove(node.ask(call), head);
    }

    private static Answer notAbove(Answer.Json answer, long head) {
        if (!(answer.result() instanceof Map<?, ?> found)) {
            return answer;
        }
        Object number = found.containsKey("blockNumber") ? found.get("blockNumber") : found.get("number");
        return number(number) > head ? Answer.result(null) : answer;
    }

    private static Answer logsUpTo(Call call, Fault.Node node, long head) throws IOException {
        Answer.Json answer = node.ask(call);
        if (!(answer.result() instanceof List<?> logs)) {
            return answer;
        }
        // As geth does: it answers for the part of the range that it has.
        List<@Nullable Object> known = new ArrayList<>();
        for (Object log : logs) {
            if (log instanceof Map<?, ?> members && number(members.get("blockNumber")) <= head) {
                known.add(log);
            }
        }
        return Answer.result(known);
    }

    private static Map<String, @Nullable Object> with(@Nullable Object members, String name, Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        if (members instanceof Map<?, ?> map) {
            map.forEach((key, each) -> changed.put(String.valueOf(key), each));
        }
        changed.put(name, value);
        return changed;
    }

    private static long number(@Nullable Object hex) {
        return Long.decode(String.valueOf(hex));
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(Math.max(0, number));
    }
}
