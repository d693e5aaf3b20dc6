package io.botfleet.adapters.git.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import io.botfleet.application.gitops.ValuesSchema;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.testkit.contract.ValuesSchemaContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelmValuesSchemaTest extends ValuesSchemaContract {
    private final ValuesSchema schema = new HelmValuesSchema();

    @Override
    protected ValuesSchema schema() {
        return schema;
    }

    @Test
    void namesThePlaceAndTheRuleAndNoValue() {
        assertThat(refusal("""
                        {"properties": {"config": {"properties": {"botName": {"pattern": "^[a-z]+$"},
                          "mode": {"enum": ["trade"]}, "key": {"const": "x"}, "other": {"maxLength": 2}},
                          "additionalProperties": false}}}""", """
                        config: {botName: "SECRET-1", mode: "SECRET-2", key: "SECRET-3", other: "SECRET-4", more: "SECRET-5"}
                        """)).hasValueSatisfying(why -> assertThat(why)
                .contains("/config/botName breaks pattern", "and 2 more")
                .doesNotContain("SECRET"));
    }

    @Test
    void mergesAsHelmDoes() {
        Bytes rules = Bytes.ofUtf8("""
                {"properties": {"chart": {"required": ["a", "b"], "properties": {"a": {"const": 1}, "b": {"const": 3},
                  "gone": false}}}}""");
        ValuesSchema.Chart chart =
                new ValuesSchema.Chart(rules, Optional.of(Bytes.ofUtf8("chart: {a: 1, b: 2, gone: 7}\n")));

        assertThat(schema.refusal(chart, Bytes.ofUtf8("chart: {b: 3, gone: null}\n")))
                .isEmpty();
        assertThat(schema.refusal(chart, Bytes.ofUtf8("chart: {b: 3}\n"))).isPresent();
        assertThat(schema.refusal(chart, Bytes.ofUtf8("chart: {gone: null}\n"))).isPresent();
    }

    @Test
    void fetchesNothing() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] all = "true".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, all.length);
            exchange.getResponseBody().write(all);
            exchange.close();
        });
        server.start();
        try {
            String there = "http://127.0.0.1:" + server.getAddress().getPort() + "/schema.json";

            assertThat(refusal("{\"$ref\": \"" + there + "\"}", "a: 1\n"))
                    .hasValueSatisfying(why -> assertThat(why).contains("can't be used", "nothing is fetched"));
            assertThat(refusal("{\"properties\": {\"a\": {\"$ref\": \"" + there + "#/definitions/a\"}}}", "a: 1\n"))
                    .isPresent();
            assertThat(refusal("{\"$schema\": \"" + there + "\"}", "a: 1\n")).isPresent();
            assertThat(asked).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\": \"classpath:logback.xml\"}",
                "{\"$ref\": \"file:///etc/hostname\"}",
                "{\"$ref\": \"#/definitions/none\"}",
                "{\"$ref\": \"#\"}",
                "{\"properties\": {\"a\": {\"$ref\": \"#/properties/a\"}}}",
                "{\"type\": \"strng\"}",
                "{\"properties\": []}",
                "{\"properties\": {\"a\": {\"pattern\": \"(\"}}}",
                "{\"properties\": {\"a\": {\"pattern\": \"(?=x)x\"}}}",
                "{\"properties\": {\"a\": {\"pattern\": \"(x)\\\\1\"}}}",
                "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"}",
                "{\"required\": [\"a\"], \"required\": []}",
                "{} {}"
            })
    void takesNothingByASchemaThatHelmCouldNotUse(String broken) {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertThat(refusal(broken, "a: \"x\"\n"))
                .hasValueSatisfying(why ->
                        assertThat(why).startsWith("infra/charts/freqtrade/values.schema.json can't be used: ")));
        assertThat(refusal("true", "a: \"x\"\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`a: no`",
                "`a: Yes`",
                "`a: TRUE`",
                "`a: 0x10`",
                "`a: 010`",
                "`a: 0o10`",
                "`a: 1_000`",
                "`a: 1:30`",
                "`a: 1e3`",
                "`a: .5`",
                "`a: +1`",
                "`a: .inf`",
                "`a: 2026-01-01`",
                "`a: two words`",
                "`y: 1`",
                "`1: 1`",
                "`<<: {a: 1}`",
                "`\"<<\": {a: 1}`",
                "`? {a: 1} : 1`",
                "`a: &x 1`",
                "`a: !!str 1`",
                "`!!map {a: 1}`",
                "`a: \"\\/\"`",
                "`a: \"\\ud83d\\ude00\"`",
                "`a:\t1`",
                "`a: [x:1]`",
                "`a: \"\u2028\"`",
                "`\ufeffa: 1`"
            })
    void takesNothingThatYamlParsersReadDifferently(String yaml) {
        assertThat(refusal("true", yaml))
                .hasValueSatisfying(why -> assertThat(why).startsWith("the values, line 1: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1\n---\nb: 1\n",
                "a: &x [1]\nb: *x\n",
                "%YAML 1.1\n---\na: 1\n",
                "a: {b: 1, b: 2}\n",
                "a: 1\n\"a\": 2\n",
                "a: \"b\nc: d\n"
            })
    void takesNoMoreThanOneDocumentWithoutAnchorsOrRepeatedKeys(String yaml) {
        assertThat(refusal("true", yaml)).isPresent();
    }

    @Test
    void readsWhatPeopleWriteIntoAChart() {
        assertThat(refusal("""
                        {"properties": {
                          "image": {"const": "registry.example:5000/bots/freqtrade"}, "cpu": {"const": "100m"},
                          "none": {"type": "null"}, "labels": {"const": {"k8s-app": "kube-dns"}}, "off": {"const": false},
                          "pem": {"const": "-----BEGIN-----\\nx\\n"}, "few": {"const": [1, -2.5, "it"]}},
                         "minProperties": 7}""", """
                        # What operators set.
                        image: registry.example:5000/bots/freqtrade
                        cpu: 100m
                        none:
                        labels: {k8s-app: kube-dns}
                        "off": false
                        pem: |
                          -----BEGIN-----
                          x
                        few:
                          - 1
                          - -2.5
                          - 'it'
                        """)).isEmpty();
    }

    @Test
    void holdsAgainstDeepNestingAndLargeFiles() {
        assertThat(refusal("true", "a: " + "[".repeat(20_000) + "]".repeat(20_000)))
                .isPresent();
        assertThat(refusal("true", "a: " + "{b: ".repeat(40) + "1" + "}".repeat(40)))
                .isPresent();
        assertThat(refusal("true", "a: \"" + "x".repeat(2 << 20) + "\"")).isPresent();
    }

    @Test
    void takesNoBytesThatAreNoText() {
        assertThat(schema.refusal(
                        new ValuesSchema.Chart(Bytes.ofUtf8("true"), Optional.empty()), Bytes.ofHex("613a20ff")))
                .hasValue("the values, not UTF-8");
    }

    private Optional<String> refusal(String rules, String values) {
        return schema.refusal(new ValuesSchema.Chart(Bytes.ofUtf8(rules), Optional.empty()), Bytes.ofUtf8(values));
    }
}
