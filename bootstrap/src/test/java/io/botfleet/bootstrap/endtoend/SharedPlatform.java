package io.botfleet.bootstrap.endtoend;

import io.botfleet.adapters.local.process.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives every class of a run the same {@link RealPlatform}, since a fresh one is most of a minute's work. Who takes it
 * leaves it running and well, and uses wallets that no other class does.
 */
final class SharedPlatform implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RealPlatform.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedPlatform.class))
                .computeIfAbsent(Running.class, _ -> Running.start(), Running.class)
                .platform();
    }

    /** Ended by JUnit after the last class. */
    private record Running(Path folder, RealPlatform platform) implements AutoCloseable {
        private static Running start() {
            try {
                Path folder = Files.createTempDirectory("botfleet-shared");
                RealPlatform platform = new RealPlatform(folder.resolve("data"));
                Running running = new Running(folder, platform);
                try {
                    platform.up();
                } catch (Exception | AssertionError failed) {
                    running.close();
                    throw failed;
                }
                return running;
            } catch (Exception failed) {
                throw new IllegalStateException("the shared platform did not start", failed);
            }
        }

        @Override
        public void close() throws IOException {
            platform.close();
            PrivateFiles.deleteAll(folder);
        }
    }
}
