package io.botfleet.bootstrap.chaos;

import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.bootstrap.client.Sender;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** What clients send while the platform is being broken: starts, stops, starts that fail, and noise. */
final class Workload {
    private static final Duration VALID = Duration.ofHours(1);

    private final Sender sender;
    private final List<Wallet> wallets;
    private final Random random;

    Workload(Sender sender, List<Wallet> wallets, Random random) {
        this.sender = sender;
        this.wallets = wallets;
        this.random = random;
    }

    Sent send() {
        Wallet wallet = wallets.get(random.nextInt(wallets.size()));
        return switch (random.nextInt(8)) {
            case 0 -> {
                byte[] noise = new byte[304];
                random.nextBytes(noise);
                yield new Sent(sender.submit(wallet, Bytes.of(noise)), "noise", Set.of("UNREADABLE"));
            }
            case 1 -> send(wallet, "start that fails", start("MoonLambo"), Set.of("EXECUTION_FAILED", "SUPERSEDED"));
            case 2, 3, 4 ->
                send(
                        wallet,
                        "stop",
                        new StopTrading(StopMode.NOW),
                        Set.of("APPROVED", "NOTHING_TO_STOP", "SUPERSEDED"));
            default -> send(wallet, "start", start("SampleStrategy"), Set.of("APPROVED", "SUPERSEDED"));
        };
    }

    private Sent send(Wallet wallet, String what, Order order, Set<String> ends) {
        Bytes envelope =
                sender.seal(wallet, order, Optional.empty(), Instant.now().plus(VALID));
        return new Sent(sender.submit(wallet, envelope), what, ends);
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
}
