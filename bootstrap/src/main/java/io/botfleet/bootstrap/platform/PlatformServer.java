package io.botfleet.bootstrap.platform;

import io.botfleet.application.failure.PortFailure;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;

/** The platform's process: its loops and its REST server, started together and stopped together. */
public final class PlatformServer implements AutoCloseable {
    private final ApplicationContext context;

    private PlatformServer(ApplicationContext context) {
        this.context = context;
    }

    /** Throws the {@link PortFailure} of what it needs and does not get, for whoever started it to read. */
    public static PlatformServer start(PlatformSettings settings) {
        ApplicationContext context = ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                .properties(Map.of("micronaut.server.port", settings.httpPort()))
                .singletons(settings)
                .build();
        try {
            context.start();
            context.getBean(EmbeddedServer.class).start();
            return new PlatformServer(context);
        } catch (RuntimeException failed) {
            context.close();
            throw reason(failed);
        }
    }

    /** The container wraps what a part throws while it is made. */
    private static RuntimeException reason(RuntimeException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortFailure failure) {
                return failure;
            }
        }
        return failed;
    }

    @Override
    public void close() {
        context.close();
    }
}
