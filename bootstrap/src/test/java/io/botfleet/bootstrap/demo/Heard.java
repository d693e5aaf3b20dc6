package io.botfleet.bootstrap.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
final class Heard implements Reporter {
    private final List<Event> events = new CopyOnWriteArrayList<>();

    @Override
    public void tell(Event event) {
        events.add(event);
    }

    List<String> words() {
        return events.stream().map(Event::words).toList();
    }

    JsonNode json(int index) throws IOException {
        return new ObjectMapper().readTree(events.get(index).json());
    }
}
