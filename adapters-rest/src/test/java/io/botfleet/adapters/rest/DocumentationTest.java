package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

@MicronautTest
final class DocumentationTest {
    /** The documentation of the API is not a part of it. */
    private static final Set<String> OWN = Set.of("/docs", "/docs/start.js", "/docs/{file}", "/openapi.yml");

    private static final Path INGRESS = Path.of("../infra/charts/botfleet/templates/ingress.yaml");

    @Inject
    Http http;

    @Inject
    Router router;

    @Test
    void listsEveryRouteThatIsServed() {
        Map<String, Map<String, Object>> paths = openApi();
        Set<String> served = router.uriRoutes()
                .filter(route -> !route.getHttpMethodName().equals("HEAD"))
                .map(DocumentationTest::name)
                .filter(route -> !OWN.contains(route.replaceFirst(".* ", "")))
                .collect(Collectors.toSet());
        Set<String> documented = paths.entrySet().stream()
                .flatMap(path -> path.getValue().keySet().stream()
                        .map(method -> method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()))
                .collect(Collectors.toSet());

        assertThat(served).hasSizeGreaterThanOrEqualTo(12);
        assertThat(documented).isEqualTo(served);
    }

    @Test
    void everyRouteForClientsIsOnTheIngressAndNothingThatIsNotServed() throws IOException {
        Set<String> served = router.uriRoutes()
                .map(DocumentationTest::name)
                .map(route -> route.replaceFirst(".* ", ""))
                .filter(path -> !OWN.contains(path))
                .collect(Collectors.toSet());
        Matcher list = Pattern.compile("range list (.*?) }}").matcher(Files.readString(INGRESS));
        assertThat(list.find()).isTrue();
        List<String> offered = Pattern.compile("\"([^\"]+)\"")
                .matcher(list.group(1))
                .results()
                .map(path -> path.group(1))
                .toList();

        assertThat(offered).isNotEmpty().allSatisfy(prefix -> assertThat(served)
                .anyMatch(path -> isBelow(prefix, path)));
        assertThat(served)
                .filteredOn(path -> offered.stream().noneMatch(prefix -> isBelow(prefix, path)))
                .containsExactlyInAnyOrder("/health", "/prometheus");
    }

    /** As an Ingress has it: by whole elements of the path. */
    private static boolean isBelow(String prefix, String path) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }

    @Test
    void saysOfEveryRouteHowItFails() {
        openApi().forEach((path, methods) -> {
            if (!path.equals("/api/v1/ping") && !path.equals("/prometheus") && !path.equals("/health")) {
                assertThat(methods.values()).as(path).allSatisfy(operation -> assertThat(operation.toString())
                        .contains("application/problem+json"));
            }
        });
    }

    @Test
    void servesAPageToTryItThatNeedsNoOtherHost() {
        Http.Answer page = http.get("/docs");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'self';");
        Matcher references = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.text());
        int count = 0;
        while (references.find()) {
            count++;
            assertThat(references.group(1)).startsWith("/docs/");
            Http.Answer file = http.get(references.group(1));
            assertThat(file.status()).as(references.group(1)).isEqualTo(200);
            assertThat(file.raw().body()).isNotEmpty();
        }
        assertThat(count).isEqualTo(4);
        assertThat(http.get("/docs/start.js").text()).contains("\"/openapi.yml\"");
    }

    @Test
    void servesMetricsOfEachRequest() {
        http.get("/commands/words");
        Http.Answer metrics = http.get("/prometheus");

        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.text().lines())
                .anyMatch(line -> line.startsWith("http_server_requests_seconds_count")
                        && line.contains("uri=\"/commands/{id}\"")
                        && line.contains("status=\"400\""));
        assertThat(metrics.text()).doesNotContain("words").contains("jvm_memory_used_bytes");
    }

    @Test
    void listensOnThisMachineOnly() {
        assertThat(RestDefaults.properties()).containsEntry("micronaut.server.host", "127.0.0.1");
        assertThat(http.server().getHost()).isIn("127.0.0.1", "localhost");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Map<String, Object>> openApi() {
        Http.Answer answer = http.get("/openapi.yml");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/yaml");
        Map<String, Object> document = new Yaml().load(answer.text());
        return Objects.requireNonNull((Map<String, Map<String, Object>>) document.get("paths"));
    }

    private static String name(UriRouteInfo<?, ?> route) {
        return route.getHttpMethodName() + " " + route.getUriMatchTemplate().toPathString();
    }
}
