package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.client.RunningPlatform;
import io.botfleet.bootstrap.local.DataDirectory;
import io.botfleet.bootstrap.local.LocalReplica;
import io.botfleet.bootstrap.local.Trial;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code botfleet up} runs and {@code botfleet replica} beside it, and what both are told about where to end. */
final class Fleet {
    private final DataDirectory directory;
    private final Member platform;
    private final Member replica;
    private int orders;

    Fleet(DataDirectory directory, Trial trial) {
        this.directory = directory;
        int port = LocalReplica.choosePort(directory);
        this.platform = new Member(
                Member.Name.PLATFORM,
                command(trial, "up", "--data", directory.root().toString()),
                directory.platformLog(),
                () -> RunningPlatform.read(directory.root()).map(RunningPlatform::apiUrl));
        this.replica = new Member(
                Member.Name.REPLICA,
                command(trial, "replica", "--data", directory.root().toString(), "--port", Integer.toString(port)),
                directory.logs().resolve("replica.log"),
                () -> Optional.of(URI.create("http://127.0.0.1:" + port)));
    }

    private List<String> command(Trial trial, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dbotfleet.home=" + System.getProperty("botfleet.home"),
                "-Dbotfleet.boundaries=" + boundaries(),
                "-Dbotfleet.order=" + order()));
        command.addAll(trial.properties());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.botfleet.bootstrap.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    private Path boundaries() {
        return directory.root().resolve("boundaries");
    }

    private Path order() {
        return directory.root().resolve("order");
    }

    Member platform() {
        return platform;
    }

    Member member(Member.Name name) {
        return switch (name) {
            case PLATFORM -> platform;
            case REPLICA -> replica;
        };
    }

    List<Member> members() {
        return List.of(platform, replica);
    }

    /** Starts whoever does not run, without waiting. */
    void startMissing() throws IOException {
        for (Member member : members()) {
            if (!member.alive()) {
                member.start();
            }
        }
    }

    /** The API of one that can answer now. */
    Optional<URI> api() throws IOException {
        Stream<Member> first = Stream.of(platform, replica);
        Optional<Member> able =
                first.filter(member -> member.alive() && !member.frozen()).findFirst();
        return able.isPresent() ? able.get().api() : Optional.empty();
    }

    List<Member> dead() {
        return members().stream().filter(member -> !member.alive()).toList();
    }

    /** From now on the first of them that gets to one of these ends there. */
    void arm(List<Aims.Aim> aims) throws IOException {
        if (aims.isEmpty()) {
            disarm();
            return;
        }
        List<String> lines = new ArrayList<>(List.of("order " + ++orders));
        aims.forEach(aim -> lines.add(aim.toString()));
        Path written = Files.write(directory.root().resolve("order.new"), lines);
        Files.move(written, order(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void disarm() throws IOException {
        Files.deleteIfExists(order());
    }

    /** What all of their starts wrote down of their boundaries. */
    BoundaryRecord record() throws IOException {
        return BoundaryRecord.parse(Files.exists(boundaries()) ? Files.readAllLines(boundaries()) : List.of());
    }

    void kill() throws InterruptedException {
        for (Member member : members()) {
            member.kill();
        }
    }
}
