package io.botfleet.adapters.k8s.watch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * One page of a list.
 *
 * @param version the place in history that the list shows
 * @param next where the next page begins; empty on the last
 */
record Listing(String version, String next) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Hands on one object at a time, and holds no more than that. */
    static Listing read(InputStream body, Consumer<JsonNode> objects) throws IOException {
        Listing listing = new Listing("", "");
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the list is no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (field.equals("metadata")) {
                    JsonNode metadata = JSON.readTree(parser);
                    listing = new Listing(
                            metadata.path("resourceVersion").asText(),
                            metadata.path("continue").asText());
                } else if (field.equals("items") && parser.currentToken() == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        objects.accept(JSON.readTree(parser));
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (listing.version().isEmpty()) {
            throw new IOException("the list does not say which version it shows");
        }
        return listing;
    }
}
