package io.botfleet.bootstrap.cli;

import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.bootstrap.client.RunningPlatform;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Where a command finds the platform: the data directory of a local one, or its REST API's URL. */
final class Target {
    @CommandLine.Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".botfleet",
            description = "the data directory of a local platform, whose platform.json is read; ${DEFAULT-VALUE} when"
                    + " missing")
    private Path data = Path.of(".botfleet");

    @CommandLine.Option(
            names = "--api",
            paramLabel = "URL",
            description = "the platform's REST API; from platform.json when missing")
    private @Nullable URI api;

    Path data() {
        return data;
    }

    Optional<RunningPlatform> platform() throws IOException {
        return RunningPlatform.read(data);
    }

    Optional<URI> apiUrl() throws IOException {
        return api != null ? Optional.of(requireHttp("--api", api)) : platform().map(RunningPlatform::apiUrl);
    }

    /** The REST API; ends the command where nothing says where it is. */
    ApiClient api() throws IOException {
        return new ApiClient(apiUrl().orElseThrow(() ->
                Ended.unavailable("no platform is known here: " + data.resolve("platform.json")
                        + " is missing. Start one with ./botfleet up, or name one with --data DIR or --api URL.")));
    }

    static URI requireHttp(String option, URI url) {
        String scheme = url.getScheme();
        if (url.getHost() == null || scheme == null || !scheme.matches("https?")) {
            throw Ended.usage(option + " must be an http: or https: URL");
        }
        return url;
    }
}
