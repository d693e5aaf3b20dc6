package io.botfleet.adapters.local.cluster;

import io.botfleet.adapters.local.cluster.pod.Image;
import io.botfleet.adapters.local.process.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What stands for the image {@code freqtrade-platform}: its own entry script and strategies, and a {@code freqtrade}. */
public final class FreqtradeImage {
    /** The repository's name in the chart's values. */
    public static final String REPOSITORY = "freqtrade-platform";

    private static final String PAPERBOT = "io.botfleet.adapters.local.paperbot";

    private FreqtradeImage() {}

    /**
     * With a Freqtrade that is installed on this machine. {@code botfleet-result} is then the image's own, a script for the
     * {@code python3} on the PATH; without one, a backtest leaves no result.
     *
     * @param docker the folder with {@code entrypoint.sh}, {@code botfleet-result} and {@code strategies/}
     */
    public static Image with(Path docker, Path freqtrade) {
        return of(docker, freqtrade, docker.resolve("botfleet-result"));
    }

    /**
     * With paperbot, for which launchers named {@code freqtrade} and {@code botfleet-result} are written; no Python is needed.
     *
     * @param launcherFolder where the launchers are written
     * @param java the words that start Java with paperbot's classes and PostgreSQL's driver, up to the name of a class
     * @param lives the folder where each bot writes down, in a file for each client, when it starts and ends
     */
    public static Image withPaperbot(Path docker, Path launcherFolder, List<String> java, Path lives) {
        Path folder = PrivateFiles.folder(launcherFolder);
        String lifeLog = "-Dpaperbot.lives=" + quoted(lives.toAbsolutePath().toString());
        return of(
                docker,
                launcher(folder.resolve("freqtrade"), java, lifeLog + " " + PAPERBOT + ".PaperBot"),
                launcher(folder.resolve("botfleet-result"), java, PAPERBOT + ".result.ResultProgram"));
    }

    private static Image of(Path docker, Path freqtrade, Path result) {
        return new Image(
                Map.of(
                        "botfleet-entrypoint",
                        docker.toAbsolutePath().resolve("entrypoint.sh"),
                        "botfleet-result",
                        result.toAbsolutePath(),
                        "freqtrade",
                        freqtrade.toAbsolutePath()),
                Map.of("strategies", docker.toAbsolutePath().resolve("strategies")),
                Map.of());
    }

    private static Path launcher(Path file, List<String> java, String program) {
        String script = "#!/bin/sh\nexec "
                + java.stream().map(FreqtradeImage::quoted).collect(Collectors.joining(" "))
                + " -XX:-UsePerfData -Djava.io.tmpdir=\"$TMPDIR\" " + program + " \"$@\"\n";
        PrivateFiles.write(file, script.getBytes(StandardCharsets.UTF_8));
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException failure) {
            throw new UncheckedIOException("paperbot's launcher", failure);
        }
        return file;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
