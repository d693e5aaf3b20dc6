package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.domain.client.ClientId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the API gives page by page. */
final class Pages {
    /** What the API gives at once at most. */
    private static final int LARGEST = 200;

    private Pages() {}

    /** The first {@code limit} of a list, newest first; {@code client} limits it to one client's. */
    static List<JsonNode> read(ApiClient api, String path, @Nullable ClientId client, int limit, String name)
            throws IOException, InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        String page = path + "?limit=" + Math.min(limit, LARGEST) + (client == null ? "" : "&client=" + client);
        while (!page.isEmpty() && found.size() < limit) {
            JsonNode answer = api.get(page);
            answer.path(name).forEach(found::add);
            page = answer.path("next").asText("");
        }
        return found.subList(0, Math.min(limit, found.size()));
    }
}
