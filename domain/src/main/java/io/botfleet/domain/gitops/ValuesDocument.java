package io.botfleet.domain.gitops;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code values.yaml}: what Helm renders a client's bot or backtest from, with nothing secret in the clear. */
public final class ValuesDocument {
    /** The only value that is ever written: a file without it starts its bot running. */
    private static final String PAUSED = "initialState: \"paused\"\n";

    private final Json.Members values;
    private final ValuesDigest digest;

    private ValuesDocument(Json.Members withoutDigest) {
        this.digest = ValuesDigest.of(withoutDigest);
        this.values = withoutDigest.with("valuesDigest", Json.of(digest.value()));
    }

    /** The values of a bot that trades; {@code sealed} holds SealedSecrets ciphertexts in base64. */
    public static ValuesDocument ofTrade(
            ClientId client, CommandId command, StartTrading order, Map<SealedKey, String> sealed) {
        return of("trade", client, command, env(client, order.strategy(), order.dryRun()), config(order), sealed);
    }

    /** The values of a backtest, which trades with nobody's keys: what it may see of the database is that of a dry run. */
    public static ValuesDocument ofBacktest(
            ClientId client, CommandId command, RunBacktest order, Map<SealedKey, String> sealed) {
        return of("backtest", client, command, env(client, order.strategy(), true), config(order), sealed);
    }

    private static Json.Members secrets(Map<SealedKey, String> sealed) {
        Json.Members secrets = Json.EMPTY;
        for (var each : new TreeMap<>(sealed).entrySet()) {
            secrets = secrets.with(each.getKey().name(), Json.of(each.getValue()));
        }
        return secrets;
    }

    private static ValuesDocument of(
            String mode,
            ClientId client,
            CommandId command,
            Json.Members env,
            Json.Members config,
            Map<SealedKey, String> sealed) {
        return new ValuesDocument(Json.EMPTY
                .with("clientId", Json.of(client.value()))
                .with("commandId", Json.of(command.toString()))
                .with("mode", Json.of(mode))
                .with("env", env)
                .with("config", config.with("botName", Json.of(botName(client, command))))
                .with("parameters", Json.EMPTY)
                .with("sealed", secrets(sealed)));
    }

    private static Json.Members env(ClientId client, String strategy, boolean dryRun) {
        return Json.EMPTY
                .with("FREQTRADE_STRATEGY", Json.of(strategy))
                .with("FREQTRADE_SCHEMA", Json.of(client.schemaFor(dryRun)));
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

    private static Json.Members config(RunBacktest order) {
        return Json.EMPTY
                .with("exchange", Json.of(order.exchange()))
                .with("dryRun", Json.of(true))
                .with("stakeCurrency", Json.of(order.stakeCurrency()))
                .with("stakeAmount", order.stakeAmount().json())
                .with("maxOpenTrades", Json.of(order.maxOpenTrades()))
                .with("timeframe", Json.of(order.timeframe()))
                .with("pairs", Json.texts(order.pairs()))
                .with("timerange", Json.of(order.timerange().toString()));
    }

    /** The name under which Freqtrade shows a bot: it ties the running process to the command that started it. */
    public static String botName(ClientId client, CommandId command) {
        return client.value() + "." + command;
    }

    /**
     * The same file with one line more, by which a bot that starts from it comes up paused (Freqtrade's
     * {@code initial_state}): it opens no position, and manages those that it has. A file that says so already stays as it is.
     */
    public static Bytes paused(Bytes yaml) {
        String text = yaml.utf8();
        return isPaused(yaml) ? yaml : Bytes.ofUtf8((text.endsWith("\n") ? text : text + "\n") + PAUSED);
    }

    /** Whether a bot that starts from this file comes up paused. */
    public static boolean isPaused(Bytes yaml) {
        return yaml.utf8().endsWith("\n" + PAUSED);
    }

    /** The ciphertexts in a file that this wrote; some or none of them where something else did. */
    public static Map<SealedKey, String> sealedIn(Bytes yaml) {
        Map<SealedKey, String> sealed = new EnumMap<>(SealedKey.class);
        for (SealedKey key : SealedKey.values()) {
            Matcher line = Pattern.compile("^  " + key + ": \"([A-Za-z0-9+/=]+)\"$", Pattern.MULTILINE)
                    .matcher(yaml.utf8());
            if (line.find()) {
                sealed.put(key, line.group(1));
            }
        }
        return sealed;
    }

    public Json.Members values() {
        return values;
    }

    public ValuesDigest digest() {
        return digest;
    }

    /** The bytes of the file: block style YAML 1.2, every text in double quotes, the same for the same values. */
    public Bytes yaml() {
        return Bytes.ofUtf8(YamlWriter.write(values));
    }
}
