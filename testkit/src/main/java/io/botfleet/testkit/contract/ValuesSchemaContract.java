package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.gitops.ValuesSchema;
import io.botfleet.domain.chain.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ValuesSchema} does. */
public abstract class ValuesSchemaContract {
    private static final String VALUES = "clientId: \"cliente-001\"\nconfig:\n  botName: \"Gandalf\"\n";

    protected abstract ValuesSchema schema();

    @Test
    void takesWhatTheSchemaTakes() {
        assertThat(refusal("true", VALUES)).isEmpty();
        assertThat(refusal("{\"required\": [\"clientId\", \"config\"]}", VALUES))
                .isEmpty();
    }

    @Test
    void refusesWhatTheSchemaRefuses() {
        assertThat(refusal("false", VALUES)).isPresent();
        assertThat(refusal("{\"required\": [\"clientId\", \"mode\"]}", VALUES))
                .hasValueSatisfying(why -> assertThat(why).contains("required mode"));
    }

    @Test
    void putsTheChartsOwnValuesUnderThoseOfTheFile() {
        Bytes rules = Bytes.ofUtf8("{\"required\": [\"chart\", \"clientId\"]}");

        assertThat(schema().refusal(
                                new ValuesSchema.Chart(rules, Optional.of(Bytes.ofUtf8("chart:\n  replicas: 1\n"))),
                                Bytes.ofUtf8(VALUES)))
                .isEmpty();
        assertThat(schema().refusal(new ValuesSchema.Chart(rules, Optional.empty()), Bytes.ofUtf8(VALUES)))
                .isPresent();
    }

    @Test
    void holdsEachFileAgainstTheSchemaThatItIsGiven() {
        ValuesSchema schema = schema();
        ValuesSchema.Chart strict = new ValuesSchema.Chart(Bytes.ofUtf8("false"), Optional.empty());
        ValuesSchema.Chart mended = new ValuesSchema.Chart(Bytes.ofUtf8("true"), Optional.empty());

        assertThat(schema.refusal(strict, Bytes.ofUtf8(VALUES))).isPresent();
        assertThat(schema.refusal(mended, Bytes.ofUtf8(VALUES))).isEmpty();
        assertThat(schema.refusal(strict, Bytes.ofUtf8(VALUES))).isPresent();
    }

    @Test
    void repeatsNoValue() {
        assertThat(refusal("false", VALUES))
                .hasValueSatisfying(why -> assertThat(why).doesNotContain("Gandalf", "cliente-001"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "7", "[]", "{\"required\": 7}", "<<<<<<< ours"})
    void takesNothingByASchemaThatIsNone(String broken) {
        assertThat(refusal(broken, VALUES)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "- a list", "clientId: \"open", "a: 1\na: 2\n", "just words"})
    void takesNoFileThatIsNoMapping(String broken) {
        assertThat(refusal("true", broken)).isPresent();
    }

    @Test
    void takesNothingOverDefaultsThatCannotBeRead() {
        assertThat(schema().refusal(
                                new ValuesSchema.Chart(
                                        Bytes.ofUtf8("true"), Optional.of(Bytes.ofUtf8("chart: \"open"))),
                                Bytes.ofUtf8(VALUES)))
                .isPresent();
    }

    private Optional<String> refusal(String rules, String values) {
        return schema().refusal(new ValuesSchema.Chart(Bytes.ofUtf8(rules), Optional.empty()), Bytes.ofUtf8(values));
    }
}
