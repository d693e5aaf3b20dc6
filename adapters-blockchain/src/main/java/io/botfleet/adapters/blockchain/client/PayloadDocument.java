package io.botfleet.adapters.blockchain.client;

import io.botfleet.domain.document.Json;
import io.botfleet.domain.order.Credentials;
import io.botfleet.domain.order.Payload;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopTrading;
import java.util.Locale;

/** A payload as the JSON that is sealed: what {@link Payload#read} takes, with every field written out. */
public final class PayloadDocument {
    private PayloadDocument() {}

    /** It holds the credentials in clear. */
    public static Json of(Payload payload) {
        return Json.EMPTY
                .with("version", Json.of(1))
                .with("commandKey", Json.of(payload.key().hex()))
                .with("notAfter", Json.of(payload.notAfter().getEpochSecond()))
                .with("command", command(payload));
    }

    private static Json command(Payload payload) {
        return switch (payload.order()) {
            case StopTrading stop ->
                Json.EMPTY
                        .with("type", Json.of(stop.type()))
                        .with("mode", Json.of(stop.mode().name().toLowerCase(Locale.ROOT)));
            case RunBacktest backtest -> backtest(backtest);
            case StartTrading start -> {
                Json.Members json = start(start);
                yield payload.credentials()
                        .map(credentials -> json.with("credentials", credentials(credentials)))
                        .orElse(json);
            }
        };
    }

    private static Json.Members start(StartTrading start) {
        return Json.EMPTY
                .with("type", Json.of(start.type()))
                .with("strategy", Json.of(start.strategy()))
                .with("exchange", Json.of(start.exchange()))
                .with("dryRun", Json.of(start.dryRun()))
                .with("stakeCurrency", Json.of(start.stakeCurrency()))
                .with("stakeAmount", start.stakeAmount().json())
                .with("maxOpenTrades", Json.of(start.maxOpenTrades()))
                .with("timeframe", Json.of(start.timeframe()))
                .with("pairs", Json.texts(start.pairs()))
                .with("adoptPositions", Json.of(start.adoptPositions()));
    }

    private static Json.Members backtest(RunBacktest backtest) {
        return Json.EMPTY
                .with("type", Json.of(backtest.type()))
                .with("strategy", Json.of(backtest.strategy()))
                .with("exchange", Json.of(backtest.exchange()))
                .with("stakeCurrency", Json.of(backtest.stakeCurrency()))
                .with("stakeAmount", backtest.stakeAmount().json())
                .with("maxOpenTrades", Json.of(backtest.maxOpenTrades()))
                .with("timeframe", Json.of(backtest.timeframe()))
                .with("pairs", Json.texts(backtest.pairs()))
                .with("timerange", Json.of(backtest.timerange().toString()));
    }

    private static Json credentials(Credentials credentials) {
        return Json.EMPTY
                .with("apiKey", Json.of(credentials.apiKey().reveal()))
                .with("secretKey", Json.of(credentials.secretKey().reveal()));
    }
}
