package io.botfleet.bootstrap.verify;

import io.botfleet.domain.document.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The members that an evidence document may have, and no others (docs/protocol.md §7): a member more would be in the
 * digest, and nobody would have looked at it.
 */
final class DocumentForm {
    private static final Predicate<Json> HASH = text("0x[0-9a-f]{64}");
    private static final Predicate<Json> ADDRESS = text("0x[0-9a-f]{40}");
    private static final Predicate<Json> COMMIT = text("[0-9a-f]{40}");
    private static final Predicate<Json> DIGEST = text("sha256:[0-9a-f]{64}");
    private static final Predicate<Json> TIME = text("\\d{4,}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
    private static final Map<String, Predicate<Json>> DOCUMENT = Map.of(
            "version", DocumentForm::isOne,
            "salt", HASH,
            "command", DocumentForm::isObject,
            "order", DocumentForm::isOrder,
            "git", DocumentForm::isObject,
            "execution", DocumentForm::isObject,
            "verdict", DocumentForm::isObject);
    private static final Map<String, Predicate<Json>> COMMAND = Map.ofEntries(
            Map.entry("chainId", DocumentForm::isCount),
            Map.entry("gateway", ADDRESS),
            Map.entry("commandId", text("[1-9]\\d{0,17}")),
            Map.entry("client", text("cliente-\\d{3,9}")),
            Map.entry("sender", ADDRESS),
            Map.entry("feeGwei", DocumentForm::isCount),
            Map.entry("deadline", DocumentForm::isCount),
            Map.entry("tag", DocumentForm::isCount),
            Map.entry("envelopeSha256", HASH),
            Map.entry("transactionHash", HASH),
            Map.entry("blockNumber", DocumentForm::isCount),
            Map.entry("blockHash", HASH));
    private static final Map<String, Predicate<Json>> GIT = Map.of(
            "path", DocumentForm::isText,
            "valuesDigest", DIGEST,
            "valuesSha256", HASH,
            "commit", COMMIT,
            "undoCommit", COMMIT,
            "revision", COMMIT);
    private static final Map<String, Predicate<Json>> EXECUTION = Map.of(
            "pod", DocumentForm::isObject,
            "config", DocumentForm::isObject,
            "firstProcess", TIME,
            "lastProcess", TIME,
            "openTrades", DocumentForm::isCount,
            "atWork", DocumentForm::isText);
    private static final Map<String, Predicate<Json>> POD = Map.of(
            "name",
            DocumentForm::isText,
            "uid",
            DocumentForm::isText,
            "image",
            DocumentForm::isText,
            "startedAt",
            TIME,
            "commandId",
            text("[1-9]\\d{0,17}"),
            "valuesDigest",
            DIGEST);
    private static final Map<String, Predicate<Json>> CONFIG = Map.ofEntries(
            Map.entry("version", DocumentForm::isText),
            Map.entry("runmode", DocumentForm::isText),
            Map.entry("state", DocumentForm::isText),
            Map.entry("dryRun", DocumentForm::isFlag),
            Map.entry("strategy", DocumentForm::isText),
            Map.entry("exchange", DocumentForm::isText),
            Map.entry("botName", DocumentForm::isText),
            Map.entry("stakeCurrency", DocumentForm::isText),
            Map.entry("stakeAmount", DocumentForm::isText),
            Map.entry("maxOpenTrades", DocumentForm::isNumeral),
            Map.entry("timeframe", DocumentForm::isText),
            Map.entry("pairs", DocumentForm::areWords));
    private static final Map<String, Predicate<Json>> VERDICT = Map.of(
            "decidedAt", TIME,
            "decision", text("approve|rollback"),
            "reason", text("[A-Z_]{1,40}"));

    private final List<String> problems = new ArrayList<>();

    private DocumentForm() {}

    /** What is wrong with a document's form; empty where nothing is. */
    static List<String> problems(Json.Members document) {
        DocumentForm form = new DocumentForm();
        form.all("evidence", document, DOCUMENT, Set.of());
        form.in(document, "command", COMMAND, Set.of());
        form.in(document, "git", GIT, GIT.keySet());
        form.in(document, "execution", EXECUTION, EXECUTION.keySet());
        form.in(document, "verdict", VERDICT, Set.of("reason"));
        document.get("execution").ifPresent(execution -> {
            form.in(execution, "pod", POD, Set.of("commandId", "valuesDigest"));
            form.in(execution, "config", CONFIG, Set.of());
        });
        return List.copyOf(form.problems);
    }

    private void in(Json parent, String name, Map<String, Predicate<Json>> members, Set<String> optional) {
        if (parent instanceof Json.Members object
                && object.get(name).orElse(new Json.Null()) instanceof Json.Members inner) {
            all(name, inner, members, optional);
        }
    }

    private void all(String where, Json.Members found, Map<String, Predicate<Json>> members, Set<String> optional) {
        for (String name : found.values().keySet()) {
            if (!members.containsKey(name)) {
                problems.add(where + " has a member that is not documented");
            }
        }
        members.forEach((name, form) -> {
            Optional<Json> value = found.get(name);
            if (value.isEmpty() && !optional.contains(name)) {
                problems.add(where + "." + name + " is missing");
            } else if (value.isPresent() && !form.test(value.get())) {
                problems.add(where + "." + name + " is not of its form");
            }
        });
    }

    private static boolean isOne(Json json) {
        return json instanceof Json.Numeral(BigDecimal value) && value.compareTo(BigDecimal.ONE) == 0;
    }

    private static boolean isCount(Json json) {
        return json instanceof Json.Numeral(BigDecimal value)
                && value.signum() >= 0
                && value.stripTrailingZeros().scale() <= 0
                && value.precision() <= 18;
    }

    private static boolean isNumeral(Json json) {
        return json instanceof Json.Numeral;
    }

    private static boolean isText(Json json) {
        return json instanceof Json.Text;
    }

    private static boolean areWords(Json json) {
        return json instanceof Json.Items(List<Json> values) && values.stream().allMatch(DocumentForm::isText);
    }

    private static boolean isFlag(Json json) {
        return json instanceof Json.Bool;
    }

    private static boolean isObject(Json json) {
        return json instanceof Json.Members;
    }

    private static boolean isOrder(Json json) {
        return json instanceof Json.Null || text("start|stop|backtest").test(json);
    }

    private static Predicate<Json> text(String form) {
        Pattern pattern = Pattern.compile(form);
        return json -> json instanceof Json.Text(String value)
                && pattern.matcher(value).matches();
    }
}
