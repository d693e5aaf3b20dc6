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

    private FreqtradeImage() {}

    /**
     * With a Freqtrade that is installed on this machine.
     *
     * @param docker the folder with {@code entrypoint.sh} and {@code strategies/}
     */
    public static Image with(Path docker, Path freqtrade) {
        return new Image(
                Map.of(
                        "botfleet-entrypoint",
                        docker.toAbsolutePath().resolve("entrypoint.sh"),
                        "freqtrade",
                        freqtrade.toAbsolutePath()),
                Map.of("strategies", docker.toAbsolutePath().resolve("strategies")),
                Map.of());
    }

    /**
     * With paperbot, for which a launcher named {@code freqtrade} is written.
     *
     * @param launcherFolder where the launcher is written
     * @param java the words that start Java with paperbot's classes and PostgreSQL's driver, up to the name of a class
     * @param lives the folder where each bot writes down, in a file for each client, when it starts and ends
     */
    public static Image withPaperbot(Path docker, Path launcherFolder, List<String> java, Path lives) {
        Path launcher = PrivateFiles.folder(launcherFolder).resolve("freqtrade");
        String script = "#!/bin/sh\nexec "
                + java.stream().map(FreqtradeImage::quoted).collect(Collectors.joining(" "))
                + " -XX:-UsePerfData -Djava.io.tmpdir=\"$TMPDIR\" -Dpaperbot.lives="
                + quoted(lives.toAbsolutePath().toString())
                + " io.botfleet.adapters.local.paperbot.PaperBot \"$@\"\n";
        PrivateFiles.write(launcher, script.getBytes(StandardCharsets.UTF_8));
        try {
            Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException failure) {
            throw new UncheckedIOException("paperbot's launcher", failure);
        }
        return with(docker, launcher);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
