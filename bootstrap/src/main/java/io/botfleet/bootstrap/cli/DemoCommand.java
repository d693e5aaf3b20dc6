package io.botfleet.bootstrap.cli;

import io.botfleet.bootstrap.console.PlatformLog;
import io.botfleet.bootstrap.console.Progress;
import io.botfleet.bootstrap.demo.Demo;
import io.botfleet.bootstrap.local.DataDirectory;
import io.botfleet.bootstrap.local.LocalPlatform;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The main job in one command. */
@CommandLine.Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts everything on free ports, sends real encrypted commands from clients' wallets, shows each"
                + " one's way from transaction to settlement, and stops everything. Exits with 0 only if all of it came"
                + " out right.")
final class DemoCommand implements Callable<Integer> {
    @CommandLine.Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "use this new directory for the state, and keep it")
    private @Nullable Path keep;

    @Override
    public Integer call() throws Exception {
        DataDirectory directory = new DataDirectory(keep == null ? Files.createTempDirectory("botfleet-demo") : keep);
        directory.prepare();
        PlatformLog.into(directory.platformLog());
        Path folder = directory.root();
        Progress progress = new Progress(System.out, false);
        System.out.println("Starting everything in " + folder + ":");
        boolean right;
        try (LocalPlatform platform = LocalPlatform.start(directory, OptionalInt.empty(), progress)) {
            System.out.println();
            right = new Demo(platform, System.out).run();
            System.out.println("Stopping everything …");
        }
        if (keep == null && right) {
            delete(folder);
        } else {
            System.out.println(
                    "The state is in " + folder + ", the platform's log in " + directory.platformLog() + ".");
        }
        return right ? 0 : 1;
    }

    private static void delete(Path folder) throws java.io.IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws java.io.IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, java.io.@Nullable IOException failure)
                    throws java.io.IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
