package io.botfleet.bootstrap.verify;

import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Compares what the bot said it runs with the values that were committed for it. */
final class RunningConfigLink {
    private final List<String> different = new ArrayList<>();

    private RunningConfigLink() {}

    static Link check(Json.Members shown, Json.Members values) {
        RunningConfigLink compared = new RunningConfigLink();
        Json.Members committed = members(values, "config");
        for (String name : List.of("dryRun", "exchange", "stakeCurrency", "maxOpenTrades", "timeframe", "botName")) {
            compared.same(name, shown.get(name), committed.get(name));
        }
        compared.same("strategy", shown.get("strategy"), members(values, "env").get("FREQTRADE_STRATEGY"));
        boolean dry = committed.get("dryRun").equals(Optional.of(new Json.Bool(true)));
        compared.same("runmode", shown.get("runmode"), Optional.of(Json.of(dry ? "dry_run" : "live")));
        compared.same("state", shown.get("state"), Optional.of(Json.of("running")));
        compared.stake(shown.get("stakeAmount"), committed.get("stakeAmount"));
        compared.pairs(shown.get("pairs"), committed.get("pairs"));
        return Link.of(
                "configuration",
                compared.different.isEmpty(),
                "the bot's own show_config agrees with the committed values",
                "the bot's show_config differs from the committed values in " + String.join(", ", compared.different));
    }

    private void same(String name, Optional<Json> shown, Optional<Json> committed) {
        if (shown.isEmpty() || !shown.map(CanonicalJson::text).equals(committed.map(CanonicalJson::text))) {
            different.add(name);
        }
    }

    /** Freqtrade shows a stake as a text, and 100 as 100.0. */
    private void stake(Optional<Json> shown, Optional<Json> committed) {
        boolean same = shown.orElse(new Json.Null()) instanceof Json.Text(String text)
                && switch (committed.orElse(new Json.Null())) {
                    case Json.Text(String word) -> word.equals(text);
                    case Json.Numeral(BigDecimal amount) ->
                        text.matches("\\d{1,20}(\\.\\d{1,20})?([eE][+-]?\\d{1,2})?")
                                && new BigDecimal(text).compareTo(amount) == 0;
                    case Json.Bool _, Json.Null _, Json.Items _, Json.Members _ -> false;
                };
        if (!same) {
            different.add("stakeAmount");
        }
    }

    private void pairs(Optional<Json> shown, Optional<Json> committed) {
        if (!(shown.orElse(new Json.Null()) instanceof Json.Items seen)
                || !(committed.orElse(new Json.Null()) instanceof Json.Items wanted)
                || !new HashSet<>(seen.values()).equals(new HashSet<>(wanted.values()))) {
            different.add("pairs");
        }
    }

    private static Json.Members members(Json.Members parent, String name) {
        return parent.get(name).orElse(Json.EMPTY) instanceof Json.Members members ? members : Json.EMPTY;
    }
}
