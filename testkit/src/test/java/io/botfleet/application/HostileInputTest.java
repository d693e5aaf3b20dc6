package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Values that break parsers, shells, paths and databases, in place of every field and through the whole pipeline: each is
 * refused with a reason that repeats nothing of it, or rendered and read back as it was; and nobody else waits for it.
 */
class HostileInputTest {
    private static final String CREDENTIALS = "credentials";

    /** Each is longer than what a refusal's own words could hold by chance. */
    private static final List<String> TEXTS = List.of(
            "../../../../etc/passwd",
            "..\\..\\windows\\system32",
            "/clientes/cliente-002/values.yaml",
            "clientes/\u0000/values.yaml",
            "$(touch${IFS}/tmp/owned)",
            "`touch /tmp/owned`",
            "; rm -rf / #",
            "${jndi:ldap://127.0.0.1/a}",
            "{{ .Values.sealed | toYaml }}",
            "{{- include \"freqtrade.config\" . -}}",
            "%{IFS}%n%s%s%s%s",
            "'; DROP SCHEMA cliente_001 CASCADE; --",
            "\" OR \"\"=\"",
            "SampleStrategy\nsealed: {}",
            "SampleStrategy\r\nSet-Cookie: a=b",
            "key: &anchor [*anchor]",
            "!!javax.script.ScriptEngineManager []",
            "!<tag:yaml.org,2002:python/object/apply:os.system> [ls]",
            "<<: *default",
            "---\n...\n---",
            "@`|>%*&!?-[]{},:#",
            "0x1F_FF_FF_FF",
            "1e999999999",
            "-Infinity-NaN",
            "true-null-~-yes-no-on-off",
            "\u202Egnirts desrever\u202C",
            "zero\u200Bwidth\u200Djoiner\uFEFF",
            "bell\u0007escape\u001B[31mred",
            "next\u0085line\u2028separator\u2029",
            "half a pair: \uD83D",
            "pile of poo: \uD83D\uDCA9 and combining: e\u0301\u0327",
            "Ⅷ full width ＢＴＣ／ＵＳＤＴ",
            "<script>alert(document.domain)</script>",
            "-----BEGIN PRIVATE KEY-----",
            "a".repeat(10_000_000));

    private final World world = new World();
    private final Platform platform = new Platform(world, "one", new InMemoryEnvelopes());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type",
                "strategy",
                "exchange",
                "dryRun",
                "stakeCurrency",
                "stakeAmount",
                "maxOpenTrades",
                "timeframe",
                "pairs",
                "adoptPositions"
            })
    void isRefusedInPlaceOf(String field) {
        List<Json> values = new ArrayList<>(others());
        TEXTS.forEach(text -> values.add(Json.of(text)));
        for (int client = 0; client < values.size(); client++) {
            platform.send(wallet(client), Platform.start("SampleStrategy").with(field, values.get(client)));
        }
        platform.run(30);

        for (int client = 0; client < values.size(); client++) {
            Command command = platform.command(client + 1L);
            if (isHarmless(field, values.get(client))) {
                assertThat(command.stage()).isEqualTo(Stage.APPROVED);
            } else {
                assertRefused(command, "command." + blamed(field, values.get(client)), values.get(client));
            }
        }
    }

    /** Real money without credentials is their lack. */
    private static String blamed(String field, Json value) {
        return field.equals("dryRun") && value.equals(Json.of(false)) ? CREDENTIALS : field;
    }

    @Test
    void isRefusedAmongPairs() {
        for (int client = 0; client < TEXTS.size(); client++) {
            platform.send(
                    wallet(client),
                    Platform.start("SampleStrategy").with("pairs", Json.texts(List.of("BTC/USDT", TEXTS.get(client)))));
        }
        platform.run(30);

        for (int client = 0; client < TEXTS.size(); client++) {
            assertRefused(platform.command(client + 1L), "command.pairs[1]", Json.of(TEXTS.get(client)));
        }
    }

    @Test
    void isRefusedAsAFieldThatNobodyKnows() {
        for (int client = 0; client < TEXTS.size(); client++) {
            platform.send(wallet(client), Platform.start("SampleStrategy").with(TEXTS.get(client), Json.of(1)));
        }
        platform.run(30);

        for (int client = 0; client < TEXTS.size(); client++) {
            assertRefused(platform.command(client + 1L), "command", Json.of(TEXTS.get(client)));
        }
    }

    /** An exchange's key is any printable text, and is nowhere in the clear whether it is taken or not. */
    @Test
    void isTakenOrRefusedAndNeverShownAsACredential() {
        for (int client = 0; client < TEXTS.size(); client++) {
            platform.send(
                    wallet(client),
                    Platform.start("SampleStrategy")
                            .with(
                                    CREDENTIALS,
                                    Json.EMPTY
                                            .with("apiKey", Json.of(TEXTS.get(client)))
                                            .with("secretKey", Json.of("s3cret"))));
        }
        platform.run(30);

        int taken = 0;
        for (int client = 0; client < TEXTS.size(); client++) {
            Command command = platform.command(client + 1L);
            if (TEXTS.get(client).matches("[\\x21-\\x7e]{1,256}")) {
                taken++;
                assertThat(command.stage()).isEqualTo(Stage.APPROVED);
                assertThat(file(command)).doesNotContain(TEXTS.get(client), "s3cret");
            } else {
                assertRefused(command, "command.credentials.apiKey", Json.of(TEXTS.get(client)));
            }
        }
        assertThat(taken).isBetween(5, TEXTS.size() - 5);
    }

    /** What is taken is read back from the file exactly as it was sent. */
    @Test
    void comesOutOfTheFileAsItWentIn() {
        Json.Members odd = Platform.start("_".repeat(64))
                .with("exchange", Json.of("null"))
                .with("stakeCurrency", Json.of("1E5"))
                .with("stakeAmount", Json.of(new BigDecimal("0.000001")))
                .with("pairs", Json.texts(List.of("007/1E5", "NO/1E5", "0X1F/1E5", "0B1/1E5")));
        world.cluster().strategy("_".repeat(64), new Behaviour.Runs());
        platform.send(wallet(0), odd);
        platform.run(30);

        Command command = platform.command(1);
        StartTrading order = (StartTrading) command.order().orElseThrow();
        Object values = new Load(LoadSettings.builder().build()).loadFromString(file(command));
        assertThat(order.strategy()).isEqualTo("_".repeat(64));
        assertThat(at(values, "env", "FREQTRADE_STRATEGY")).isEqualTo("_".repeat(64));
        assertThat(at(values, "config", "exchange")).isEqualTo("null");
        assertThat(at(values, "config", "stakeCurrency")).isEqualTo("1E5");
        assertThat(at(values, "config", "pairs")).isEqualTo(List.of("007/1E5", "NO/1E5", "0X1F/1E5", "0B1/1E5"));
        assertThat(new BigDecimal(String.valueOf(at(values, "config", "stakeAmount"))))
                .isEqualByComparingTo("0.000001");
    }

    private static @Nullable Object at(@Nullable Object document, String... names) {
        Object found = document;
        for (String name : names) {
            found = found instanceof Map<?, ?> members ? members.get(name) : null;
        }
        return found;
    }

    /** What is no text at all, or more of it than anybody needs. */
    private static List<Json> others() {
        Json deep = Json.of("the bottom of it");
        for (int level = 0; level < 1_000; level++) {
            deep = Json.EMPTY.with("a", deep);
        }
        return List.of(
                Json.EMPTY,
                Json.texts(List.of()),
                Json.of(false),
                Json.of(0),
                Json.of(-1),
                Json.of(Long.MIN_VALUE),
                Json.of(new BigDecimal("1e1000000")),
                Json.of(new BigDecimal("1e-1000000")),
                Json.of(new BigDecimal("3." + "3".repeat(5_000))),
                deep);
    }

    private static boolean isHarmless(String field, Json value) {
        return field.equals("adoptPositions") && value.equals(Json.of(false));
    }

    private void assertRefused(Command command, String field, Json value) {
        assertThat(command.stage()).as(field).isEqualTo(Stage.ROLLED_BACK);
        assertThat(command.ending().orElseThrow().reason()).isEqualTo(Reason.INVALID);
        String detail = command.ending().orElseThrow().detail();
        assertThat(detail).contains(field).hasSizeLessThan(300).matches("[\\x20-\\x7e]+");
        if (value instanceof Json.Text(String text)) {
            assertThat(detail).doesNotContain(text);
        }
        assertThat(world.git().tree()).doesNotContainKey(RepositoryPath.ofBot(command.client()));
    }

    private String file(Command command) {
        return Optional.ofNullable(world.git().tree().get(RepositoryPath.ofBot(command.client())))
                .orElseThrow()
                .utf8();
    }

    private static Address wallet(int number) {
        return new Address("0x%040x".formatted(number + 1));
    }
}
