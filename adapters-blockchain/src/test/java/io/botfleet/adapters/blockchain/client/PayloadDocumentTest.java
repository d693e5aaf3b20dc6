package io.botfleet.adapters.blockchain.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.order.Credentials;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.order.Payload;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.secret.Secret;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PayloadDocumentTest {
    private static final Credentials CREDENTIALS = new Credentials(Secret.of("key"), Secret.of("secret"));

    @ParameterizedTest
    @EnumSource
    void writesAStopThatTheDomainReads(StopMode mode) {
        assertReadsBack(new StopTrading(mode), Optional.empty());
    }

    @Test
    void writesAStartThatTheDomainReads() {
        assertReadsBack(start(true, new StakeAmount.Unlimited(), false), Optional.empty());
        assertReadsBack(start(false, new StakeAmount.Fixed(new BigDecimal("0.00012")), true), Optional.of(CREDENTIALS));
    }

    private static StartTrading start(boolean dryRun, StakeAmount stake, boolean adopt) {
        return new StartTrading(
                "SampleStrategy", "binance", dryRun, "USDT", stake, 3, "5m", List.of("BTC/USDT", "ETH/USDT"), adopt);
    }

    private static void assertReadsBack(Order order, Optional<Credentials> credentials) {
        Payload payload = new Payload(
                new CommandKey("00112233445566778899aabbccddeeff"),
                Instant.ofEpochSecond(1_800_000_000),
                order,
                credentials);
        assertThat(Payload.read(PayloadDocument.of(payload))).isEqualTo(new Payload.Valid(payload));
    }
}
