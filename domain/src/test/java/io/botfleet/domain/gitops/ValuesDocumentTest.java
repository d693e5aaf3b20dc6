package io.botfleet.domain.gitops;

import static io.botfleet.domain.Examples.CLIENT;
import static io.botfleet.domain.Examples.START;
import static io.botfleet.domain.Examples.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.document.Parsed;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesDocumentTest {
    @Test
    void readsAsADiffOfSettings() {
        ValuesDocument document = document(7);

        assertThat(document.yaml().utf8()).isEqualTo("""
                        clientId: "cliente-001"
                        commandId: "7"
                        mode: "trade"
                        env:
                          FREQTRADE_STRATEGY: "SampleStrategy"
                          FREQTRADE_SCHEMA: "cliente_001_dry"
                        config:
                          exchange: "binance"
                          dryRun: true
                          stakeCurrency: "USDT"
                          stakeAmount: 100
                          maxOpenTrades: 3
                          timeframe: "5m"
                          pairs:
                            - "BTC/USDT"
                            - "ETH/USDT"
                          botName: "cliente-001.7"
                        parameters: {}
                        sealed:
                          DATABASE_URL: "AgBx+/=="
                          JWT_SECRET: "AgBy"
                        valuesDigest: "%s"
                        """.formatted(document.digest()));
    }

    @Test
    void saysOfAPausedBotTheSameButThatItComesUpPaused() {
        ValuesDocument document = document(7);

        Bytes paused = ValuesDocument.paused(document.yaml());

        assertThat(paused.utf8()).isEqualTo(document.yaml().utf8() + "initialState: \"paused\"\n");
        assertThat(ValuesDocument.isPaused(paused)).isTrue();
        assertThat(ValuesDocument.isPaused(document.yaml())).isFalse();
        assertThat(ValuesDocument.paused(paused)).isEqualTo(paused);
        Json.Members read = Parsed.object(paused.utf8());
        assertThat(read.get("initialState")).contains(Json.of("paused"));
        assertThat(ValuesDigest.of(read)).isEqualTo(document.digest());
    }

    @Test
    void addsALineOfItsOwnToAFileWithoutAnEndToItsLast() {
        assertThat(ValuesDocument.paused(Bytes.ofUtf8("a: 1")).utf8()).isEqualTo("a: 1\ninitialState: \"paused\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "0.000001", "999999999.12345", "12.5", "1000000000"})
    void saysTheSameToAYamlParser(BigDecimal stake) {
        ValuesDocument document = ValuesDocument.ofTrade(
                CLIENT, new CommandId(7), staking(new StakeAmount.Fixed(stake)), Map.of(SealedKey.JWT_SECRET, "no"));

        Json.Members read = Parsed.object(document.yaml().utf8());

        assertThat(ValuesDigest.of(read)).isEqualTo(document.digest());
        assertThat(read.get("valuesDigest")).contains(Json.of(document.digest().value()));
    }

    @Test
    void hasADigestThatAnybodyCanRecompute() throws IOException, GeneralSecurityException {
        ValuesDocument document = document(7);

        // The file, without its last line, as JSON, in canonical form by another library.
        String json = """
                {"clientId": "cliente-001", "commandId": "7", "mode": "trade", "parameters": {},
                 "env": {"FREQTRADE_STRATEGY": "SampleStrategy", "FREQTRADE_SCHEMA": "cliente_001_dry"},
                 "config": {"exchange": "binance", "dryRun": true, "stakeCurrency": "USDT", "stakeAmount": 100.0,
                            "maxOpenTrades": 3, "timeframe": "5m", "pairs": ["BTC/USDT", "ETH/USDT"],
                            "botName": "cliente-001.7"},
                 "sealed": {"JWT_SECRET": "AgBy", "DATABASE_URL": "AgBx+/=="}}
                """;
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(new JsonCanonicalizer(json).getEncodedString().getBytes(StandardCharsets.UTF_8));

        assertThat(document.digest().value())
                .isEqualTo("sha256:" + HexFormat.of().formatHex(hash));
    }

    @Test
    void hasAnotherDigestAfterAnyChange() {
        ValuesDigest digest = document(7).digest();

        assertThat(document(8).digest()).isNotEqualTo(digest);
        assertThat(ValuesDocument.ofTrade(CLIENT, new CommandId(7), START, Map.of())
                        .digest())
                .isNotEqualTo(digest);
        assertThat(ValuesDigest.of(document(7).values().with("mode", Json.of("backtest"))))
                .isNotEqualTo(digest);
    }

    @Test
    void isTheSameFileForTheSameValues() {
        assertThat(document(7).yaml()).isEqualTo(document(7).yaml());
    }

    @Test
    void findsTheCiphertextsInItsOwnFilesAlone() {
        assertThat(ValuesDocument.sealedIn(document(7).yaml()))
                .containsOnly(Map.entry(SealedKey.DATABASE_URL, "AgBx+/=="), Map.entry(SealedKey.JWT_SECRET, "AgBy"));
        assertThat(ValuesDocument.sealedIn(Bytes.ofUtf8("DATABASE_URL: \"AgBx\"\n  JWT_SECRET: 'AgBy'\n")))
                .isEmpty();
    }

    private static StartTrading staking(StakeAmount stake) {
        return new StartTrading(
                START.strategy(),
                START.exchange(),
                false,
                START.stakeCurrency(),
                stake,
                START.maxOpenTrades(),
                START.timeframe(),
                List.of("BTC/USDT"),
                false);
    }
}
