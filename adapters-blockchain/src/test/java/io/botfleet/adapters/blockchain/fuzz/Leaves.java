package io.botfleet.adapters.blockchain.fuzz;

import io.botfleet.domain.document.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The texts, numbers and names in a JSON value, in the order in which they stand there. */
final class Leaves {
    /** No form of any field takes it, since it holds a space. */
    static final String SECRET = "Hunter2 hunter2";

    private static final String SECRET_DIGITS = "7654321";
    private static final BigDecimal SECRET_NUMBER = new BigDecimal("-" + SECRET_DIGITS + ".5");

    private int next;
    private final int replaced;

    private Leaves(int replaced) {
        this.replaced = replaced;
    }

    static int count(Json json) {
        Leaves leaves = new Leaves(-1);
        leaves.walk(json);
        return leaves.next;
    }

    /** The same value with a secret in place of one leaf. */
    static Json replace(Json json, int leaf) {
        return new Leaves(leaf).walk(json);
    }

    static boolean isSecretIn(String words) {
        return words.contains(SECRET) || words.contains(SECRET_DIGITS);
    }

    /** Whether RFC 8785 and a double carry each number exactly, as {@code CanonicalJson} promises to write them. */
    static boolean haveCanonicalNumbers(Json json) {
        return switch (json) {
            case Json.Numeral(BigDecimal value) ->
                value.signum() == 0
                        || (value.stripTrailingZeros().precision() <= 15
                                && value.abs().compareTo(new BigDecimal("1e-6")) >= 0
                                && value.abs().compareTo(new BigDecimal("1e15")) <= 0);
            case Json.Items(List<Json> values) -> values.stream().allMatch(Leaves::haveCanonicalNumbers);
            case Json.Members(Map<String, Json> values) ->
                values.values().stream().allMatch(Leaves::haveCanonicalNumbers);
            case Json.Text _, Json.Bool _, Json.Null _ -> true;
        };
    }

    /** Whether every member of one value is in the other with the same value, however a number is written. */
    static boolean says(Json whole, Json part) {
        return switch (part) {
            case Json.Numeral(BigDecimal value) ->
                whole instanceof Json.Numeral(BigDecimal other) && value.compareTo(other) == 0;
            case Json.Members(Map<String, Json> values) ->
                whole instanceof Json.Members members
                        && values.entrySet().stream().allMatch(each -> members.get(each.getKey())
                                .filter(value -> says(value, each.getValue()))
                                .isPresent());
            case Json.Items items -> items.equals(whole);
            case Json.Text _, Json.Bool _, Json.Null _ -> part.equals(whole);
        };
    }

    /** How many members all objects have together. */
    static long names(Json json) {
        return switch (json) {
            case Json.Items(List<Json> values) ->
                values.stream().mapToLong(Leaves::names).sum();
            case Json.Members(Map<String, Json> values) ->
                values.size()
                        + values.values().stream().mapToLong(Leaves::names).sum();
            case Json.Text _, Json.Numeral _, Json.Bool _, Json.Null _ -> 0;
        };
    }

    /** How many lists and objects are around the innermost value. */
    static int levels(Json json) {
        return switch (json) {
            case Json.Items(List<Json> values) ->
                1 + values.stream().mapToInt(Leaves::levels).max().orElse(0);
            case Json.Members(Map<String, Json> values) ->
                1 + values.values().stream().mapToInt(Leaves::levels).max().orElse(0);
            case Json.Text _, Json.Numeral _, Json.Bool _, Json.Null _ -> 0;
        };
    }

    private Json walk(Json json) {
        return switch (json) {
            case Json.Text _ -> isNext() ? Json.of(SECRET) : json;
            case Json.Numeral _ -> isNext() ? Json.of(SECRET_NUMBER) : json;
            case Json.Items(List<Json> values) -> {
                List<Json> items = new ArrayList<>();
                values.forEach(each -> items.add(walk(each)));
                yield new Json.Items(items);
            }
            case Json.Members(Map<String, Json> values) -> {
                Map<String, Json> members = new LinkedHashMap<>();
                values.forEach((name, value) -> members.put(isNext() ? SECRET : name, walk(value)));
                yield new Json.Members(members);
            }
            case Json.Bool _, Json.Null _ -> json;
        };
    }

    private boolean isNext() {
        return next++ == replaced;
    }
}
