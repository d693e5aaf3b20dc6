package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.bootstrap.client.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * {@code botfleet serve} as the image runs it: through the image's entry point, from the jars that the image has, and with
 * secrets that are mounted.
 */
final class Served implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path output;
    private final URI apiUrl;

    private Served(Process process, Path output, URI apiUrl) {
        this.process = process;
        this.output = output;
        this.apiUrl = apiUrl;
    }

    /** Lays out what the image has, once for all tests. */
    static Path image(Path folder) throws IOException, InterruptedException {
        Installed.Ran laidOut = Installed.run(new ProcessBuilder(
                Installed.home().resolve("infra/docker/production-jars.sh").toString(),
                Path.of("target", "lib").toAbsolutePath().toString(),
                folder.toString()));
        if (laidOut.exitCode() != 0) {
            throw new IllegalStateException(laidOut.output());
        }
        return folder;
    }

    /**
     * @param folder for the configuration, the copies of the secrets, and what is printed
     * @param mounted the secrets
     */
    static Served start(
            Path image, Path folder, Path mounted, ObjectNode configuration, Map<String, String> environment)
            throws IOException {
        Files.createDirectories(folder);
        Path config = Files.writeString(folder.resolve("platform.json"), configuration.toPrettyString());
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Installed.home()
                                .resolve("infra/docker/platform-entrypoint.sh")
                                .toString(),
                        "serve",
                        "--json",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
        builder.environment().put("BOTFLEET_INSTALLED", image.toString());
        builder.environment().put("BOTFLEET_MOUNTED_SECRETS", mounted.toString());
        builder.environment().put("BOTFLEET_SECRETS", copies(folder).toString());
        builder.environment().put("BOTFLEET_MEMORY_PERCENT", "3");
        // It lives for minutes only, beside others: compiling it well costs more than it brings.
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        builder.environment().putAll(environment);
        URI api =
                URI.create("http://127.0.0.1:" + configuration.path("httpPort").asInt());
        return new Served(builder.start(), output, api);
    }

    static Path copies(Path folder) {
        return folder.resolve("copies");
    }

    URI apiUrl() {
        return apiUrl;
    }

    ApiClient api() {
        return new ApiClient(apiUrl);
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** Waits for something that this process brings about. */
    void comesTrue(String what, Callable<Boolean> condition) throws Exception {
        RealPlatform.comesTrue(what, () -> {
            assertThat(process.isAlive()).as("serve ended: %s", output()).isTrue();
            return condition.call();
        });
    }

    /** Status and body of {@code /health}; nothing while nobody answers. */
    JsonNode health() throws IOException, InterruptedException {
        try {
            HttpResponse<byte[]> response = Http.get(apiUrl.resolve("/health"));
            ObjectNode health = (ObjectNode) JSON.readTree(response.body());
            return health.put("httpStatus", response.statusCode());
        } catch (IOException silent) {
            return JSON.createObjectNode();
        }
    }

    boolean pings() throws IOException, InterruptedException {
        try {
            HttpResponse<byte[]> response = Http.get(apiUrl.resolve("/api/v1/ping"));
            return response.statusCode() == 200 && new String(response.body(), StandardCharsets.UTF_8).contains("pong");
        } catch (IOException silent) {
            return false;
        }
    }

    boolean isHealthy() throws IOException, InterruptedException {
        return health().path("status").asText().equals("UP");
    }

    /** SIGTERM; the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
