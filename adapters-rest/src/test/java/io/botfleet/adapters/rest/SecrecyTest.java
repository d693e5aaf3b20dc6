package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.tenant.Purpose;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.document.Json;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.InMemoryTenantSecrets;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the platform keeps secret is in no answer, whatever is asked. */
@MicronautTest(rebuildContext = true)
final class SecrecyTest {
    private static final String API_KEY = "planted-exchange-key/0123456789+abc";
    private static final String SECRET_KEY = "planted-exchange-secret?9876543210=xyz";

    @Inject
    Http http;

    @Inject
    World world;

    @Test
    void noAnswerHoldsASecretInAnyForm() {
        Platform platform = new Platform(world, "one", new InMemoryEnvelopes());
        platform.send(wallet(1), Platform.start("SampleStrategy").with("credentials", credentials()));
        platform.send(wallet(2), Platform.start("NoSuchStrategy").with("credentials", credentials()));
        platform.send(wallet(3), Platform.start("SampleStrategy").with("pairs", Json.of(SECRET_KEY)));
        platform.send(wallet(4), Platform.stop("now").with(SECRET_KEY, Json.of(API_KEY)));
        platform.run(40);
        assertThat(http.get("/commands").json().findValuesAsText("stage"))
                .containsExactly("ROLLED_BACK", "ROLLED_BACK", "ROLLED_BACK", "APPROVED");

        List<String> secrets = new ArrayList<>();
        secrets.addAll(forms(API_KEY));
        secrets.addAll(forms(SECRET_KEY));
        for (Purpose purpose : Purpose.values()) {
            secrets.addAll(forms(new InMemoryTenantSecrets()
                    .derive(new ClientId(1), purpose, 1)
                    .reveal()));
        }
        for (String path : paths()) {
            Http.Answer answer = http.get(path);
            assertThat(answer.status()).as(path).isIn(200, 503);
            assertThat(answer.text()).as(path).doesNotContain(secrets);
            assertThat(answer.raw().headers().toString()).as(path).doesNotContain(secrets);
        }
    }

    @Test
    void aRefusalRepeatsNothingOfWhatWasSent() {
        for (String body : List.of(
                API_KEY,
                "{\"transactionHash\":\"" + API_KEY + "\"}",
                "{\"" + API_KEY + "\":1}",
                "{\"transactionHash\":{\"apiKey\":\"" + API_KEY + "\"}}",
                "{\"transactionHash\":\"" + API_KEY)) {
            Http.Answer answer = http.post("/trade", body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).doesNotContain("planted");
        }
    }

    private static List<String> paths() {
        List<String> paths =
                new ArrayList<>(List.of("/trade", "/commands", "/platform", "/health", "/prometheus", "/openapi.yml"));
        for (int each = 1; each <= 4; each++) {
            paths.add("/trade/cliente-00" + each + "/status");
            paths.add("/trade/cliente-00" + each + "/logs");
            paths.add("/commands/" + each);
            paths.add("/commands/" + each + "/evidence");
            paths.add("/commands/" + each + "/explain");
        }
        return paths;
    }

    /** Raw, hexadecimal, URL and base64; the last in each of the three places that a text can have in a longer one. */
    private static List<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>(
                List.of(secret, HexFormat.of().formatHex(bytes), URLEncoder.encode(secret, StandardCharsets.UTF_8)));
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + bytes.length];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // The characters at either end depend on the neighbours too.
            forms.add(encoded.substring(shift == 0 ? 0 : shift + 1, encoded.length() - 1));
        }
        return forms;
    }

    private static Json.Members credentials() {
        return Json.EMPTY.with("apiKey", Json.of(API_KEY)).with("secretKey", Json.of(SECRET_KEY));
    }

    private static Address wallet(int number) {
        return Scenario.wallet(number);
    }
}
