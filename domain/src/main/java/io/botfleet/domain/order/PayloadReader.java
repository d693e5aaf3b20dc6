package io.botfleet.domain.order;

import io.botfleet.domain.document.Json;
import io.botfleet.domain.secret.Secret;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads version 1 of the payload, field by field. */
final class PayloadReader {
    /** Latest second that an {@code uint32} deadline could name. */
    private static final long LAST_SECOND = (1L << 32) - 1;

    private static final Pattern TYPE = Pattern.compile("start|stop|backtest");
    private static final Pattern STRATEGY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final Pattern EXCHANGE = Pattern.compile("[a-z][a-z0-9]{1,31}");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z0-9]{2,16}");
    private static final Pattern PAIR = Pattern.compile("[A-Z0-9]{1,20}/[A-Z0-9]{2,16}(:[A-Z0-9-]{1,40})?");
    private static final Pattern TIMEFRAME = Pattern.compile("1m|3m|5m|15m|30m|1h|2h|4h|6h|8h|12h|1d|3d|1w");
    private static final Pattern TIMERANGE = Pattern.compile("[0-9]{8}-[0-9]{8}");
    private static final Pattern STOP_MODE = Pattern.compile("drain|exit|now");
    private static final Pattern EXCHANGE_SECRET = Pattern.compile("[\\x21-\\x7e]{1,256}");
    private static final BigDecimal LARGEST_STAKE = new BigDecimal("1000000000");

    private PayloadReader() {}

    static Payload read(Json json) {
        Fields payload = Fields.of(json, "");
        payload.integer("version", 1, 1);
        CommandKey key =
                new CommandKey(payload.text("commandKey", CommandKey.FORM, "32 lower-case hexadecimal digits"));
        Instant notAfter = Instant.ofEpochSecond(payload.integer("notAfter", 0, LAST_SECOND));
        Fields command = payload.object("command");
        payload.refuseOthers();
        Payload read =
                switch (command.text("type", TYPE, "\"start\", \"stop\" or \"backtest\"")) {
                    case "start" -> start(key, notAfter, command);
                    case "stop" -> new Payload(key, notAfter, stop(command), Optional.empty());
                    case "backtest" -> new Payload(key, notAfter, backtest(command), Optional.empty());
                    case String other -> throw new IllegalStateException("the pattern let through " + other);
                };
        command.refuseOthers();
        return read;
    }

    private static StopTrading stop(Fields command) {
        if (command.find("mode").isEmpty()) {
            return new StopTrading(StopMode.DRAIN);
        }
        String mode = command.text("mode", STOP_MODE, "\"drain\", \"exit\" or \"now\"");
        return new StopTrading(StopMode.valueOf(mode.toUpperCase(Locale.ROOT)));
    }

    private static Payload start(CommandKey key, Instant notAfter, Fields command) {
        String strategy = strategy(command);
        String exchange = exchange(command);
        boolean dryRun = command.bool("dryRun", true);
        Optional<Credentials> credentials =
                command.optionalObject("credentials").map(PayloadReader::credentials);
        if (!dryRun && credentials.isEmpty()) {
            throw command.refuse("credentials", "is missing: a bot that trades for real needs them");
        }
        String currency = currency(command);
        StakeAmount stake = stake(command);
        int most = maxOpenTrades(command);
        String timeframe = timeframe(command);
        List<String> pairs = pairs(command, currency);
        boolean adopt = command.bool("adoptPositions", false);
        StartTrading order =
                new StartTrading(strategy, exchange, dryRun, currency, stake, most, timeframe, pairs, adopt);
        return new Payload(key, notAfter, order, credentials);
    }

    private static RunBacktest backtest(Fields command) {
        String currency = currency(command);
        return new RunBacktest(
                strategy(command),
                exchange(command),
                currency,
                stake(command),
                maxOpenTrades(command),
                timeframe(command),
                pairs(command, currency),
                timerange(command));
    }

    private static Timerange timerange(Fields command) {
        String described = "two days like 20250101-20250601, the second after the first, at most ten years apart";
        return Timerange.parse(command.text("timerange", TIMERANGE, described))
                .orElseThrow(() -> command.refuse("timerange", "must be " + described));
    }

    private static String strategy(Fields command) {
        return command.text("strategy", STRATEGY, "the name of a strategy class, at most 64 characters");
    }

    private static String exchange(Fields command) {
        return command.text("exchange", EXCHANGE, "an exchange's id as ccxt writes it, like binance");
    }

    private static String currency(Fields command) {
        return command.text("stakeCurrency", CURRENCY, "2 to 16 upper-case letters or digits, like USDT");
    }

    private static int maxOpenTrades(Fields command) {
        return (int) command.integer("maxOpenTrades", 1, 1000);
    }

    private static String timeframe(Fields command) {
        return command.text("timeframe", TIMEFRAME, "a timeframe that Freqtrade knows, like 5m");
    }

    private static List<String> pairs(Fields command, String stakeCurrency) {
        List<String> pairs = command.texts("pairs", 200, PAIR, "a pair like BTC/USDT");
        for (String pair : pairs) {
            // What settles in a currency is a contract (ccxt's manual, "Contract Naming Conventions").
            if (pair.contains(":")) {
                throw command.refuse(
                        "pairs[" + pairs.indexOf(pair) + "]",
                        "is a futures market: bots trade on the spot market only");
            }
            String quote = pair.substring(pair.indexOf('/') + 1);
            if (!quote.equals(stakeCurrency)) {
                throw command.refuse("pairs[" + pairs.indexOf(pair) + "]", "must be quoted in stakeCurrency");
            }
        }
        return pairs;
    }

    private static StakeAmount stake(Fields command) {
        Json json = command.find("stakeAmount").orElseThrow(() -> command.refuse("stakeAmount", "is missing"));
        if (json instanceof Json.Text text && text.value().equals("unlimited")) {
            return new StakeAmount.Unlimited();
        }
        if (json instanceof Json.Numeral numeral
                && numeral.value().compareTo(LARGEST_STAKE) <= 0
                && numeral.value().compareTo(new BigDecimal("0.000001")) >= 0
                && numeral.value().stripTrailingZeros().scale() <= 8
                && numeral.value().stripTrailingZeros().precision() <= 15) {
            return new StakeAmount.Fixed(numeral.value());
        }
        throw command.refuse(
                "stakeAmount", "must be \"unlimited\" or a number from 0.000001 to 1000000000 with at most 8 decimals");
    }

    private static Credentials credentials(Fields fields) {
        String described = "1 to 256 printable ASCII characters without spaces";
        Secret apiKey = Secret.of(fields.text("apiKey", EXCHANGE_SECRET, described));
        Secret secretKey = Secret.of(fields.text("secretKey", EXCHANGE_SECRET, described));
        fields.refuseOthers();
        return new Credentials(apiKey, secretKey);
    }
}
