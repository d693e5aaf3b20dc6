package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import io.botfleet.bootstrap.platform.Deed;
import io.botfleet.domain.client.ClientId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gets to every boundary: while commands are carried out, one process after the other ends or falls asleep at one that had
 * no turn yet. Whoever has ended is started again at once, and whoever sleeps is woken in its time, so that nobody waits for
 * either.
 */
final class Sweep {
    /** Beside the platform: so many that some start and some sleep while others work. */
    static final int REPLICAS = 6;

    /** Who work while others sleep: one may end, and another goes on. */
    private static final int LEAST_AWAKE = 2;

    private static final Duration LONGEST_ROUND = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    /** How often those who start are asked whether they are up, which costs more than a look at a file. */
    private static final Duration PING = Duration.ofSeconds(1);

    private final Fleet fleet;
    private final Ends commands;
    private final CrashTable ends;
    private final CrashTable sleeps;
    private final Coverage coverage;
    private final Sleepers sleepers;
    private final Reporter reporter;
    private final Instant began = Instant.now();
    private final Deaths deaths = new Deaths();
    private final List<String> wrong = new ArrayList<>();
    private List<Aims.Aim> armed = List.of();
    private Instant pinged = Instant.EPOCH;
    private int seen;

    Sweep(Fleet fleet, Ends commands, CrashTable ends, CrashTable sleeps, Sleepers sleepers, Reporter reporter) {
        this.fleet = fleet;
        this.commands = commands;
        this.ends = ends;
        this.sleeps = sleeps;
        this.coverage = new Coverage(ends, sleeps);
        this.sleepers = sleepers;
        this.reporter = reporter;
    }

    /** Whether everything had its turn. */
    boolean isDone() {
        return coverage.isPaid();
    }

    /** Those who ended and should not have, each once. */
    List<String> wrong() {
        List<String> found = List.copyOf(wrong);
        wrong.clear();
        return found;
    }

    /**
     * Until all commands have ended, or the time of a round is over, and the disturbance has passed.
     *
     * @param losesAPart whether a start would not outlive the disturbance, and waits for its end
     */
    void go(List<Sent> sent, Optional<Disturbance> disturbance, boolean losesAPart)
            throws IOException, InterruptedException {
        Instant end = Instant.now().plus(LONGEST_ROUND);
        boolean over = false;
        while (wrong.isEmpty() && !isDone() && (!over || Instant.now().isBefore(end))) {
            over = disturbance.map(Disturbance::isOver).orElse(true);
            Optional<Fault> struck = disturbance.flatMap(Disturbance::struck);
            if (losesAPart && struck.isPresent()) {
                fleet.members().forEach(Member::losesAPart);
            }
            look(struck, over || !losesAPart);
            arm();
            if (over && commands.all(sent)) {
                break;
            }
            Thread.sleep(POLL);
        }
        fleet.disarm();
    }

    /** Until all commands have ended and nobody does anything but work, or the time is over. */
    void settle(List<Sent> sent, Duration longest) throws IOException, InterruptedException {
        fleet.disarm();
        Instant end = Instant.now().plus(longest);
        do {
            look(Optional.empty(), true);
            Thread.sleep(POLL);
        } while (wrong.isEmpty() && !commands.all(sent) && Instant.now().isBefore(end));
    }

    /** Waits for all who sleep. */
    void wakeAll() throws IOException, InterruptedException {
        fleet.disarm();
        while (!sleepers.boundaries().isEmpty()) {
            look(Optional.empty(), true);
            Thread.sleep(POLL);
        }
    }

    /** Whether nobody has to be waited for: a platform that starts starts parts too, and nobody else may then. */
    boolean mayCome(Fault fault) {
        Member platform = fleet.platform();
        return switch (fault) {
            case Fault.MemberAsked _ -> awakeReplica().isPresent();
            case Fault.PartKilled _, Fault.PartStopped _, Fault.NodeTroubled _ ->
                platform.hasAnswered() || platform.frozen();
            case Fault.MemberKilled _, Fault.MemberStopped _, Fault.Reorganised _ -> true;
        };
    }

    /** Lets somebody ask all who can answer for the client's bot. */
    void visit(ClientId client) throws IOException {
        List<URI> apis = new ArrayList<>();
        for (Member member : fleet.awake()) {
            if (member.hasAnswered()) {
                member.api().ifPresent(apis::add);
            }
        }
        Visitor.visit(apis, client);
    }

    /** One that can be asked to end now. */
    Optional<Member.Name> awakeReplica() {
        return fleet.awake().stream()
                .filter(member -> member != fleet.platform() && member.hasAnswered())
                .map(Member::name)
                .findFirst();
    }

    /** Takes account of who ended, fell asleep or has slept enough, and starts whoever does not run. */
    void look(Optional<Fault> fault, boolean startsThem) throws IOException, InterruptedException {
        List<Member> dead = fleet.dead();
        if (!dead.isEmpty() || !fleet.isArmed()) {
            read();
        }
        for (String boundary : sleepers.wakeDue(Instant.now())) {
            sleeps.came(boundary);
        }
        for (Member member : dead) {
            if (!deaths.wasMeant(member, fault)) {
                wrong.add(member.name() + " ended by itself: see " + member.log());
            } else if (startsThem) {
                member.start();
            }
        }
        if (Duration.between(pinged, Instant.now()).compareTo(PING) > 0) {
            for (Member member : fleet.members()) {
                member.look();
            }
            pinged = Instant.now();
        }
    }

    private void read() throws IOException {
        BoundaryRecord record = fleet.record();
        ends.know(record);
        sleeps.know(record);
        List<BoundaryRecord.Hit> hits = record.hits();
        List<BoundaryRecord.Hit> news = hits.subList(seen, hits.size());
        deaths.know(news.stream().filter(hit -> hit.deed() == Deed.END).toList());
        news.forEach(this::take);
        seen = hits.size();
    }

    private void take(BoundaryRecord.Hit hit) {
        Optional<Member> who = fleet.members().stream()
                .filter(member -> member.pid() == hit.pid())
                .findFirst();
        switch (hit.deed()) {
            case END -> ends.came(hit.boundary());
            case SLEEP -> who.ifPresent(member -> sleepers.add(member, hit.boundary(), Instant.now()));
        }
        reporter.tell(event(
                hit,
                who.map(Member::name),
                Duration.between(began, Instant.now()).toSeconds(),
                coverage.left().size()));
    }

    /** @param left how many turns are left, with that of one who sleeps until it is woken */
    static Event event(BoundaryRecord.Hit hit, Optional<Member.Name> who, long seconds, int left) {
        String words = "  %4d s  %-6s at %-32s %-20s %3d left"
                .formatted(
                        seconds,
                        hit.deed() == Deed.END ? "ended" : "sleeps",
                        hit.boundary(),
                        who.map(Member.Name::toString).orElse("?"),
                        left);
        return new Event("turn", words)
                .with("seconds", seconds)
                .with("deed", hit.deed().name())
                .with("boundary", hit.boundary())
                .with("process", who.map(Member.Name::name).orElse(""))
                .with("left", left);
    }

    private void arm() throws IOException {
        long working = fleet.awake().stream().filter(Member::hasAnswered).count();
        Set<Deed> deeds = working > LEAST_AWAKE ? EnumSet.allOf(Deed.class) : EnumSet.of(Deed.END);
        List<Aims.Aim> aims = coverage.aims(deeds, Set.copyOf(sleepers.boundaries()));
        if (!fleet.isArmed() || !aims.equals(armed)) {
            fleet.arm(aims);
            armed = aims;
        }
    }
}
