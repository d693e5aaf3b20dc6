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
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What {@code botfleet up} runs and {@code botfleet replica} beside it, and what all are told about where to end or sleep. */
final class Fleet {
    private final DataDirectory directory;
    private final Map<Member.Name, Member> members = new EnumMap<>(Member.Name.class);
    private int orders;

    /** @param replicas how many there are beside the platform, one or more */
    Fleet(DataDirectory directory, Trial trial, int replicas) {
        this.directory = directory;
        members.put(
                Member.Name.PLATFORM,
                new Member(
                        Member.Name.PLATFORM,
                        command(trial, "up", "--data", directory.root().toString()),
                        directory.platformLog(),
                        () -> RunningPlatform.read(directory.root()).map(RunningPlatform::apiUrl)));
        for (Member.Name name : List.of(Member.Name.values()).subList(1, 1 + replicas)) {
            members.put(name, replica(trial, name));
        }
    }

    private Member replica(Trial trial, Member.Name name) {
        String file = name.name().toLowerCase(Locale.ROOT);
        int port = LocalReplica.choosePort(directory, file);
        return new Member(
                name,
                command(trial, "replica", "--data", directory.root().toString(), "--port", Integer.toString(port)),
                directory.logs().resolve(file + ".log"),
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
        return member(Member.Name.PLATFORM);
    }

    Member member(Member.Name name) {
        return Objects.requireNonNull(members.get(name));
    }

    List<Member> members() {
        return List.copyOf(members.values());
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
        Optional<Member> able = awake().stream().min(Comparator.comparing(member -> !member.hasAnswered()));
        return able.isPresent() ? able.get().api() : Optional.empty();
    }

    List<Member> awake() {
        return members.values().stream().filter(Member::awake).toList();
    }

    List<Member> dead() {
        return members.values().stream().filter(member -> !member.alive()).toList();
    }

    /** Whose process that is; empty where it is somebody's earlier one. */
    Optional<Member.Name> who(long pid) {
        return members.values().stream()
                .filter(member -> member.pid() == pid)
                .map(Member::name)
                .findFirst();
    }

    /** From now on the first of them that gets to one of these ends, or sleeps, there; it is an order to one of them only. */
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

    /** Whether nobody has got there yet. */
    boolean isArmed() {
        return Files.exists(order());
    }

    void disarm() throws IOException {
        Files.deleteIfExists(order());
    }

    /** What all of their starts wrote down of their boundaries. */
    BoundaryRecord record() throws IOException {
        return BoundaryRecord.parse(Files.exists(boundaries()) ? Files.readString(boundaries()) : "");
    }

    void kill() throws InterruptedException {
        for (Member member : members()) {
            member.kill();
        }
    }
}
