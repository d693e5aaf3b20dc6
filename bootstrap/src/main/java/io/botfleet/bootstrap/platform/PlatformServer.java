package io.botfleet.bootstrap.platform;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;

/** The platform's process: its loops and its REST server, started together and stopped together. */
public final class PlatformServer implements AutoCloseable {
    private final ApplicationContext context;

    private PlatformServer(ApplicationContext context) {
        this.context = context;
    }

    public static PlatformServer start(PlatformSettings settings) {
        ApplicationContext context = ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                .properties(Map.of("micronaut.server.port", settings.httpPort()))
                .singletons(settings)
                .start();
        try {
            context.getBean(EmbeddedServer.class).start();
            return new PlatformServer(context);
        } catch (RuntimeException failed) {
            context.close();
            throw failed;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
