package io.botfleet.adapters.blockchain.fuzz;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.ValuesYaml;
import java.util.List;
import java.util.Map;

/** Renders a start and reads the file back with a YAML parser that knows nothing of ours. */
final class Rendering {
    static final Map<SealedKey, String> SEALED =
            Map.of(SealedKey.DATABASE_URL, "AgBx+/==", SealedKey.JWT_SECRET, "AgBy");

    private Rendering() {}

    static ValuesDocument render(StartTrading order, Map<SealedKey, String> sealed) {
        return ValuesDocument.ofTrade(new ClientId(7), new CommandId(42), order, sealed);
    }

    static void readsBack(StartTrading order, Map<SealedKey, String> sealed) {
        ValuesDocument document = render(order, sealed);
        Json.Members read = ValuesYaml.read(document.yaml());
        Property.same(CanonicalJson.text(document.values()), CanonicalJson.text(read), "the file says something else");
        Property.same(
                List.copyOf(document.values().values().keySet()),
                List.copyOf(read.values().keySet()),
                "the file has another order");
        Property.same(document.digest(), ValuesDigest.of(read), "the file has another digest");
        Json.Members values = Json.EMPTY
                .with("env", Json.EMPTY.with("FREQTRADE_STRATEGY", Json.of(order.strategy())))
                .with("config", config(order))
                .with("sealed", sealed(sealed));
        Property.holds(Leaves.says(read, values), "the file does not hold what went in");
    }

    private static Json.Members config(StartTrading order) {
        return Json.EMPTY
                .with("exchange", Json.of(order.exchange()))
                .with("dryRun", Json.of(order.dryRun()))
                .with("stakeCurrency", Json.of(order.stakeCurrency()))
                .with("stakeAmount", order.stakeAmount().json())
                .with("maxOpenTrades", Json.of(order.maxOpenTrades()))
                .with("timeframe", Json.of(order.timeframe()))
                .with("pairs", Json.texts(order.pairs()));
    }

    private static Json.Members sealed(Map<SealedKey, String> sealed) {
        Json.Members members = Json.EMPTY;
        for (Map.Entry<SealedKey, String> each : sealed.entrySet()) {
            members = members.with(each.getKey().name(), Json.of(each.getValue()));
        }
        return members;
    }
}
