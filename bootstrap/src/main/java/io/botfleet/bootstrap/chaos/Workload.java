package io.botfleet.bootstrap.chaos;

import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.bootstrap.client.Sender;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.order.Timerange;
import io.botfleet.domain.submission.Submission;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What clients send while the platform is being broken: starts, stops of every mode, backtests, starts and backtests that
 * fail, and noise. Every batch has a start and a stop, so that every boundary these commands lead to is reached in every round.
 */
final class Workload {
    private static final Duration VALID = Duration.ofHours(1);
    private static final List<StopMode> MODES = List.of(StopMode.values());

    private final Sender sender;
    private final List<Wallet> wallets;
    private final Random random;
    private final Map<Wallet, Sent.Kind> last = new HashMap<>();
    private int stops;

    Workload(Sender sender, List<Wallet> wallets, Random random) {
        this.sender = sender;
        this.wallets = List.copyOf(wallets);
        this.random = random;
    }

    /** A start of every client. */
    List<Sent> first() {
        return wallets.stream().map(wallet -> send(wallet, Sent.Kind.START)).toList();
    }

    /** One of each kind: what these do is what is learned of the boundaries. */
    List<Sent> oneOfEach() {
        List<Sent> sent = new ArrayList<>();
        for (Sent.Kind kind : Sent.Kind.values()) {
            sent.add(send(wallets.get(sent.size() % wallets.size()), kind));
        }
        return sent;
    }

    /** A stop where the last word was a start, a start where it was not, and something else. */
    List<Sent> batch() {
        List<Wallet> order = new ArrayList<>(wallets);
        Collections.shuffle(order, random);
        List<Sent> sent = new ArrayList<>();
        order.stream()
                .filter(wallet -> last.get(wallet) == Sent.Kind.START)
                .findFirst()
                .ifPresent(wallet -> sent.add(send(wallet, Sent.Kind.STOP)));
        Wallet idle = order.stream()
                .filter(wallet -> last.get(wallet) != Sent.Kind.START)
                .findFirst()
                .orElse(order.getFirst());
        sent.add(send(idle, Sent.Kind.START));
        Sent.Kind any =
                switch (random.nextInt(8)) {
                    case 0 -> Sent.Kind.NOISE;
                    case 1 -> Sent.Kind.FAILING_START;
                    case 2 -> Sent.Kind.STOP;
                    case 3 -> Sent.Kind.BACKTEST;
                    case 4 -> Sent.Kind.FAILING_BACKTEST;
                    default -> Sent.Kind.START;
                };
        sent.add(send(order.getLast(), any));
        return sent;
    }

    private Sent send(Wallet wallet, Sent.Kind kind) {
        Bytes envelope =
                switch (kind) {
                    case START -> seal(wallet, start("SampleStrategy"));
                    case FAILING_START -> seal(wallet, start("MoonLambo"));
                    case STOP -> seal(wallet, new StopTrading(MODES.get(stops++ % MODES.size())));
                    case BACKTEST -> seal(wallet, backtest("SampleStrategy"));
                    case FAILING_BACKTEST -> seal(wallet, backtest("MoonLambo"));
                    case NOISE -> noise();
                };
        if (kind.concernsTheBot()) {
            last.put(wallet, kind);
        }
        Submission submission = sender.submit(wallet, envelope);
        return new Sent(submission.id(), submission.client(), submission.fee().amount(), kind);
    }

    private Bytes seal(Wallet wallet, Order order) {
        return sender.seal(wallet, order, Optional.empty(), Instant.now().plus(VALID));
    }

    private Bytes noise() {
        byte[] noise = new byte[304];
        random.nextBytes(noise);
        return Bytes.of(noise);
    }

    private static StartTrading start(String strategy) {
        return new StartTrading(
                strategy,
                "binance",
                true,
                "USDT",
                new StakeAmount.Fixed(BigDecimal.valueOf(100)),
                3,
                "5m",
                List.of("BTC/USDT"),
                false);
    }

    private static RunBacktest backtest(String strategy) {
        return new RunBacktest(
                strategy,
                "binance",
                "USDT",
                new StakeAmount.Fixed(BigDecimal.valueOf(100)),
                3,
                "5m",
                List.of("BTC/USDT"),
                new Timerange(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 1, 3)));
    }
}
