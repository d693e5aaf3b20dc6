package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.domain.document.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The exchange's API key and its secret: from a file or the environment, and never from an argument. */
final class CredentialsChoice {
    static final String KEY_VARIABLE = "BOTFLEET_EXCHANGE_KEY";
    static final String SECRET_VARIABLE = "BOTFLEET_EXCHANGE_SECRET";

    @CommandLine.Option(
            names = "--credentials-file",
            paramLabel = "FILE",
            description = "a file with {\"apiKey\": …, \"secretKey\": …} of the exchange, which only you may read; the"
                    + " environment variables " + KEY_VARIABLE + " and " + SECRET_VARIABLE + " when missing")
    private @Nullable Path file;

    /** The payload's member {@code credentials}, as it was given: the domain says whether it is right. */
    Optional<Json> read() throws IOException {
        return read(System.getenv()::get);
    }

    Optional<Json> read(Function<String, @Nullable String> environment) throws IOException {
        if (file != null) {
            return Optional.of(ofFile(file));
        }
        @Nullable String key = environment.apply(KEY_VARIABLE);
        @Nullable String secret = environment.apply(SECRET_VARIABLE);
        if (key == null && secret == null) {
            return Optional.empty();
        }
        if (key == null || secret == null) {
            throw Ended.usage("set both " + KEY_VARIABLE + " and " + SECRET_VARIABLE + ", or neither");
        }
        return Optional.of(Json.EMPTY.with("apiKey", Json.of(key)).with("secretKey", Json.of(secret)));
    }

    private static Json ofFile(Path file) throws IOException {
        JsonNode document;
        try {
            document = new ObjectMapper()
                    .readTree(SecretFile.read("--credentials-file", file).reveal());
        } catch (JsonProcessingException unreadable) {
            // Without the parser's words and cause, which repeat what is in the file.
            throw Ended.usage("--credentials-file: " + file + " is not JSON");
        }
        Json.Members credentials = Json.EMPTY;
        for (var member : document.properties()) {
            Json value =
                    member.getValue().isTextual() ? Json.of(member.getValue().asText()) : new Json.Null();
            credentials = credentials.with(member.getKey(), value);
        }
        return credentials;
    }
}
