package io.botfleet.adapters.blockchain.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.blockchain.envelope.EncryptionKeys;
import io.botfleet.adapters.blockchain.envelope.HpkeEnvelopes;
import io.botfleet.application.command.Envelopes.Opened;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.order.Payload;
import io.botfleet.domain.settlement.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * docs/protocol.md against the code. After a wanted change, {@code -Dbotfleet.updateExamples=true} writes
 * docs/protocol-examples.json anew; the document itself is then brought up to it by hand.
 */
class ProtocolDocumentTest {
    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void carriesTheExamplesThatTheCodeGives() throws IOException {
        String now = pretty(CanonicalJson.text(ProtocolExamples.all()));
        Path file = DOCS.resolve("protocol-examples.json");
        if (Boolean.getBoolean("botfleet.updateExamples")) {
            Files.writeString(file, now);
        }
        assertThat(Files.readString(file)).isEqualTo(now);
    }

    @Test
    void opensItsExamples() {
        HpkeEnvelopes platform =
                new HpkeEnvelopes(new EncryptionKeys(List.of(ProtocolExamples.X25519, ProtocolExamples.X_WING)));
        assertThat(List.of(ProtocolExamples.x25519Envelope(), ProtocolExamples.xWingEnvelope()))
                .allSatisfy(envelope -> assertThat(platform.open(envelope, ProtocolExamples.BINDING))
                        .isInstanceOfSatisfying(Opened.class, opened -> assertThat(Payload.read(opened.payload()))
                                .isInstanceOf(Payload.Valid.class)));
    }

    @Test
    void quotesTheExamplesInTheText() throws IOException {
        String document = Files.readString(DOCS.resolve("protocol.md")).replaceAll("\\s+", "");
        JsonNode examples = new ObjectMapper().readTree(CanonicalJson.text(ProtocolExamples.all()));
        List<JsonNode> quoted = List.of(
                examples.at("/binding/gateway"),
                examples.at("/binding/sender"),
                examples.at("/x25519/privateKey"),
                examples.at("/x25519/publicKey"),
                examples.at("/x25519/keyId"),
                examples.at("/x25519/ephemeralPrivateKey"),
                examples.at("/x25519/payload"),
                examples.at("/x25519/header"),
                examples.at("/x25519/info"),
                examples.at("/x25519/envelope"),
                examples.at("/x25519/tag"),
                examples.at("/xWing/keyId"),
                examples.at("/evidence/document"),
                examples.at("/evidence/digest"),
                examples.at("/evidence/leaf"),
                examples.at("/batch/entries/1/packed"),
                examples.at("/batch/entries/0/leaf"),
                examples.at("/batch/entries/1/leaf"),
                examples.at("/batch/entries/2/leaf"),
                examples.at("/batch/root"));
        assertThat(quoted).allSatisfy(value -> assertThat(document)
                .contains(value.asText().replaceAll("\\s+", "")));
    }

    @Test
    void listsEveryReasonWithItsCode() throws IOException {
        String document = Files.readString(DOCS.resolve("protocol.md"));
        for (Reason reason : Reason.values()) {
            assertThat(document).contains("| " + reason.code() + " | `" + reason.name() + "` |");
        }
    }

    private static String pretty(String json) throws IOException {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        ObjectMapper mapper = new ObjectMapper();
        return mapper.writer(printer).writeValueAsString(mapper.readTree(json)) + "\n";
    }
}
