package io.botfleet.adapters.rest.documentation;

import io.botfleet.adapters.rest.problem.ProblemType;
import io.botfleet.adapters.rest.problem.Refusal;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The OpenAPI document that the build makes, and Swagger UI to try it; nothing comes from another host. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Hidden
final class DocumentationController {
    private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/5.21.0/";

    /** The page's files by name, with their media types; no other file of the library is served. */
    private static final Map<String, String> FILES = Map.of(
            "swagger-ui.css", "text/css",
            "swagger-ui-bundle.js", "text/javascript",
            "favicon-32x32.png", "image/png");

    private static final String PAGE = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>botfleet API</title>
          <link rel="stylesheet" href="/docs/swagger-ui.css">
          <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
        </head>
        <body>
          <div id="swagger-ui"></div>
          <script src="/docs/swagger-ui-bundle.js"></script>
          <script src="/docs/start.js"></script>
        </body>
        </html>
        """;

    private static final String START = """
        SwaggerUIBundle({ url: "/openapi.yml", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null });
        """;

    /** Only this host's own scripts run; Swagger UI sets styles and draws its icons from data URLs. */
    private static final String POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    @Get(value = "/openapi.yml", produces = "application/yaml")
    HttpResponse<byte[]> openApi() {
        return HttpResponse.ok(resource("META-INF/swagger/botfleet.yml"));
    }

    @Get(value = "/docs", produces = MediaType.TEXT_HTML)
    HttpResponse<String> page() {
        return HttpResponse.ok(PAGE).header("Content-Security-Policy", POLICY);
    }

    @Get(value = "/docs/start.js", produces = "text/javascript")
    String start() {
        return START;
    }

    @Get("/docs/{file}")
    HttpResponse<byte[]> file(String file) {
        String type = FILES.get(file);
        if (type == null) {
            throw Refusal.of(ProblemType.ROUTE_UNKNOWN, "/docs has no such file.");
        }
        return HttpResponse.ok(resource(SWAGGER_UI + file))
                .contentType(type)
                .header(HttpHeaders.CACHE_CONTROL, "max-age=86400");
    }

    private static byte[] resource(String path) {
        try (InputStream content =
                DocumentationController.class.getClassLoader().getResourceAsStream(path)) {
            if (content == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return content.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
