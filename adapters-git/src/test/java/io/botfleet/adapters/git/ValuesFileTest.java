package io.botfleet.adapters.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesFileTest {
    @ParameterizedTest
    @ValueSource(strings = {"100", "0.000001", "0.1", "1234567.12345678", "1000000000", "99.5"})
    void readsWhatTheCoreWrites(String stake) {
        ValuesDocument written = ValuesDocument.ofTrade(
                new ClientId(1),
                new CommandId(7),
                new StartTrading(
                        "SampleStrategy",
                        "binance",
                        true,
                        "USDT",
                        new StakeAmount.Fixed(new BigDecimal(stake)),
                        3,
                        "5m",
                        List.of("BTC/USDT", "ETH/USDT"),
                        false),
                Map.of(SealedKey.BINANCE_API_KEY, "AgB+/=="));

        assertThat(ValuesFile.read(written.yaml()))
                .map(CanonicalJson::text)
                .contains(CanonicalJson.text(written.values()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "- a list",
                "a: 1\na: 2",
                "1: a key that is no text",
                "a: &all [1]\nb: *all",
                "a: !!binary AAAA",
                "a: [",
                "a: 1\n---\nb: 2",
                "a: .inf",
                "a: .nan",
                "a: 1e99999999999"
            })
    void refusesWhatIsNoPlainMapping(String yaml) {
        assertThat(ValuesFile.read(Bytes.ofUtf8(yaml))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void refusesWhatIsNestedTooDeeply(String level) {
        assertThat(ValuesFile.read(Bytes.ofUtf8("a:\n  " + level.repeat(200_000))))
                .isEmpty();
    }

    @Test
    void refusesWhatIsNotUtf8() {
        assertThat(ValuesFile.read(Bytes.of(new byte[] {'a', ':', ' ', (byte) 0xff})))
                .isEmpty();
    }
}
