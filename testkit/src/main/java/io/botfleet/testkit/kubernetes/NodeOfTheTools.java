package io.botfleet.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The stand-in that came with a control plane, told over HTTP how pods do. */
final class NodeOfTheTools implements Node {
    private final URI control;
    private final HttpClient http = HttpClient.newHttpClient();

    private NodeOfTheTools(URI control) {
        this.control = control;
    }

    /** Throws where it does not get ready in this time. */
    static NodeOfTheTools await(URI control, Duration patience) {
        NodeOfTheTools node = new NodeOfTheTools(control);
        long end = System.nanoTime() + patience.toNanos();
        while (!node.isReady()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the node of the control plane's tools does not get ready");
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
        return node;
    }

    private boolean isReady() {
        try {
            return send(HttpRequest.newBuilder(control.resolve("/ready")).build())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void fare(String namespace, String prefix, Outcome outcome, String log) {
        String json = "{\"outcome\": \"" + outcome.word() + "\", \"log\": \""
                + log.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"}";
        try {
            HttpResponse<String> response =
                    send(HttpRequest.newBuilder(control.resolve("/pods/" + namespace + "/" + prefix))
                            .PUT(BodyPublishers.ofString(json))
                            .build());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException("the node answers " + response.statusCode() + " " + response.body());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
