package io.botfleet.adapters.blockchain.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.blockchain.json.StrictJson;
import io.botfleet.domain.order.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/payload.schema.json says of a payload what the domain says, change by change. */
class PayloadSchemaTest {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final String START = "{'version':1,'commandKey':'00112233445566778899aabbccddeeff',"
            + "'notAfter':1800000000,'command':{'type':'start','strategy':'Sample','exchange':'binance',"
            + "'dryRun':false,'credentials':{'apiKey':'k','secretKey':'s'},'stakeCurrency':'USDT',"
            + "'stakeAmount':10,'maxOpenTrades':3,'timeframe':'5m','pairs':['BTC/USDT'],'adoptPositions':true}}";
    private static final String STOP = "{'version':1,'commandKey':'00112233445566778899aabbccddeeff',"
            + "'notAfter':1800000000,'command':{'type':'stop','mode':'exit'}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '"',
            value = {
                "'version':1 > 'version':1 > true",
                "'version':1 > 'version':2 > false",
                "'version':1 > 'version':1.0 > true",
                "'version':1, >  > false",
                "'version':1 > 'version':1,'more':1 > false",
                "'notAfter':1800000000 > 'notAfter':4294967295 > true",
                "'notAfter':1800000000 > 'notAfter':4294967296 > false",
                "'notAfter':1800000000 > 'notAfter':-1 > false",
                "'notAfter':1800000000 > 'notAfter':1.5 > false",
                "'notAfter':1800000000 > 'notAfter':'1' > false",
                "00112233445566778899aabbccddeeff > 00112233445566778899AABBCCDDEEFF > false",
                "00112233445566778899aabbccddeeff > 00 > false",
                "'type':'start' > 'type':'restart' > false",
                "'strategy':'Sample' > 'strategy':'_a1' > true",
                "'strategy':'Sample' > 'strategy':'1a' > false",
                "'strategy':'Sample' > 'strategy':'a-b' > false",
                "'exchange':'binance' > 'exchange':'Binance' > false",
                "'dryRun':false, > 'dryRun':true, > true",
                "'dryRun':false, >  > true",
                "'dryRun':false > 'dryRun':null > false",
                "'credentials':{'apiKey':'k','secretKey':'s'}, >  > false",
                "'dryRun':false,'credentials':{'apiKey':'k','secretKey':'s'}, > 'dryRun':true, > true",
                "'dryRun':false,'credentials':{'apiKey':'k','secretKey':'s'}, >  > true",
                "'secretKey':'s' > 'secretKey':'s','password':'p' > false",
                "'apiKey':'k' > 'apiKey':'k k' > false",
                "'apiKey':'k' > 'apiKey':'' > false",
                "'stakeAmount':10 > 'stakeAmount':'unlimited' > true",
                "'stakeAmount':10 > 'stakeAmount':'10' > false",
                "'stakeAmount':10 > 'stakeAmount':0 > false",
                "'stakeAmount':10 > 'stakeAmount':0.000001 > true",
                "'stakeAmount':10 > 'stakeAmount':1000000001 > false",
                "'maxOpenTrades':3 > 'maxOpenTrades':0 > false",
                "'maxOpenTrades':3 > 'maxOpenTrades':1000 > true",
                "'maxOpenTrades':3 > 'maxOpenTrades':1001 > false",
                "'timeframe':'5m' > 'timeframe':'7m' > false",
                "['BTC/USDT'] > [] > false",
                "['BTC/USDT'] > ['BTC/USDT','BTC/USDT'] > false",
                "['BTC/USDT'] > ['BTC/USDT:USDT'] > false",
                "['BTC/USDT'] > ['BTCUSDT'] > false",
                "['BTC/USDT'] > 'BTC/USDT' > false",
                "'adoptPositions':true > 'adoptPositions':1 > false"
            })
    void agreesWithTheDomainOnAStart(String from, String to, boolean valid) throws IOException {
        assertAgreement(START, from, to == null ? "" : to, valid);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '"',
            value = {
                "'mode':'exit' > 'mode':'now' > true",
                ",'mode':'exit' >  > true",
                "'mode':'exit' > 'mode':'later' > false",
                "'mode':'exit' > 'mode':'exit','force':true > false"
            })
    void agreesWithTheDomainOnAStop(String from, String to, boolean valid) throws IOException {
        assertAgreement(STOP, from, to == null ? "" : to, valid);
    }

    private static void assertAgreement(String base, String from, String to, boolean valid) throws IOException {
        assertThat(base).contains(from);
        String payload = base.replace(from, to).replace('\'', '"');
        SchemaValidator schema = new SchemaValidator(
                MAPPER.readTree(Path.of("..", "docs", "payload.schema.json").toFile()));
        assertThat(schema.accepts(MAPPER.readTree(payload))).as("the schema").isEqualTo(valid);
        Payload.Reading reading = Payload.read(
                StrictJson.read(payload.getBytes(StandardCharsets.UTF_8)).orElseThrow());
        assertThat(reading instanceof Payload.Valid)
                .as("the domain: " + reading)
                .isEqualTo(valid);
    }
}
