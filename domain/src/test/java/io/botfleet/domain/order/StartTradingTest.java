package io.botfleet.domain.order;

import static io.botfleet.domain.Examples.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartTradingTest {
    @ParameterizedTest
    @CsvSource({
        "SampleStrategy, binance, USDT, false",
        "OtherStrategy, binance, USDT, true",
        "SampleStrategy, kraken, USDT, true",
        "SampleStrategy, binance, EUR, true"
    })
    void changesTheMarketByStrategyExchangeOrCurrency(
            String strategy, String exchange, String currency, boolean changes) {
        StartTrading next = new StartTrading(
                strategy, exchange, false, currency, new StakeAmount.Unlimited(), 9, "1h", List.of("X/Y"), false);

        assertThat(next.changesMarketOf(START)).isEqualTo(changes);
    }

    @Test
    void isNamedByItsType() {
        assertThat(START.type()).isEqualTo("start");
        assertThat(new StopTrading(StopMode.NOW).type()).isEqualTo("stop");
    }
}
