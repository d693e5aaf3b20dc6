package io.botfleet.bootstrap.chaos;

import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.node.Reply;
import io.botfleet.adapters.blockchain.node.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes faults happen, and makes them pass. */
final class Breaking {
    /** Ten seconds are promised on a machine that has nothing else to do. */
    private static final Duration LONGEST_END = Duration.ofMinutes(1);

    private static final Duration QUIET = Duration.ofMillis(1_500);
    private static final Duration LONGEST_QUIET = Duration.ofSeconds(10);

    private final Fleet fleet;
    private final Parts parts;
    private final ChainProxy proxy;
    private final JsonRpc chain;
    private final Map<Member, Instant> thaws = new HashMap<>();

    Breaking(Fleet fleet, Parts parts, ChainProxy proxy, JsonRpc chain) {
        this.fleet = fleet;
        this.parts = parts;
        this.proxy = proxy;
        this.chain = chain;
    }

    /** Whether the fault needs a platform that has come up: a start does not outlive the loss of a part. */
    static boolean needsARunningPlatform(Fault fault) {
        return switch (fault) {
            case Fault.PartKilled _, Fault.PartStopped _, Fault.NodeTroubled _ -> true;
            case Fault.Reorganised _, Fault.MemberKilled _, Fault.MemberAsked _, Fault.MemberStopped _ -> false;
        };
    }

    /** Whether the platform takes steps after the fault that it never takes otherwise: what is dear elsewhere can wait. */
    static boolean leadsElsewhere(Fault fault) {
        return switch (fault) {
            case Fault.Reorganised(int _, boolean shallow) -> !shallow;
            case Fault.MemberAsked _ -> true;
            case Fault.PartKilled _,
                    Fault.PartStopped _,
                    Fault.NodeTroubled _,
                    Fault.MemberKilled _,
                    Fault.MemberStopped _ -> false;
        };
    }

    void strike(FaultBag.Strike strike) throws IOException, InterruptedException {
        switch (strike.fault()) {
            case Fault.PartKilled(String part) -> parts.kill(part);
            case Fault.PartStopped(String part) -> parts.send(Signal.STOP, part);
            case Fault.MemberKilled(Member.Name name) -> fleet.member(name).kill();
            case Fault.MemberAsked(Member.Name name) -> fleet.member(name).ask();
            case Fault.MemberStopped(Member.Name name) -> {
                Member member = fleet.member(name);
                member.freeze();
                thaws.put(member, Instant.now().plus(strike.lasting()));
            }
            case Fault.NodeTroubled(NodeTrouble trouble) -> proxy.begin(trouble);
            case Fault.Reorganised(int blocks, boolean shallow) -> {
                if (!shallow) {
                    awaitQuiet();
                }
                ask("botfleet_reorganise", blocks);
            }
        }
    }

    void heal(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case Fault.PartKilled _ -> parts.restore();
            case Fault.PartStopped(String part) -> parts.send(Signal.CONT, part);
            case Fault.NodeTroubled _ -> proxy.end();
            case Fault.MemberAsked(Member.Name name) -> awaitEnd(fleet.member(name));
            // These heal by themselves, by the next round's start, or when their time is over.
            case Fault.Reorganised _, Fault.MemberKilled _, Fault.MemberStopped _ -> {}
        }
    }

    /** One that falls asleep at a boundary on its way ends once it is woken; one that has ended may have been started again. */
    private static void awaitEnd(Member asked) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_END.toNanos();
        while (asked.awake() && asked.wasAsked()) {
            if (System.nanoTime() > end) {
                throw new IOException(asked.name() + " was asked to end and has not: see " + asked.log());
            }
            Thread.sleep(100);
        }
    }

    /** Whoever sleeps hears nothing, and while both sleep nothing happens: these two wait for who sleeps. */
    void prepare(Fault fault) throws IOException, InterruptedException {
        if (fault instanceof Fault.MemberAsked || fault instanceof Fault.MemberStopped) {
            thawAll();
        }
    }

    /** A reader that is still behind has read nothing of what is replaced, and would not notice. */
    private void awaitQuiet() throws InterruptedException {
        EvmNode node = new EvmNode(chain);
        long end = System.nanoTime() + LONGEST_QUIET.toNanos();
        long head = -1;
        while (node.latest().number() != head && System.nanoTime() < end) {
            head = node.latest().number();
            Thread.sleep(QUIET);
        }
    }

    private void ask(String method, Object... parameters) throws IOException {
        if (chain.ask(new Request(method, List.of(parameters))) instanceof Reply.Failure failure) {
            throw new IOException(method + ": " + failure.message());
        }
    }

    /** Wakes those whose time is over. */
    void thawDue() throws IOException, InterruptedException {
        for (Member member : List.copyOf(thaws.keySet())) {
            if (!member.alive() || Instant.now().isAfter(thaws.get(member))) {
                thaw(member);
            }
        }
    }

    /** Wakes everybody, once their time is over. */
    void thawAll() throws IOException, InterruptedException {
        for (Member member : List.copyOf(thaws.keySet())) {
            while (member.frozen() && Instant.now().isBefore(thaws.get(member))) {
                Thread.sleep(200);
            }
            thaw(member);
        }
    }

    private void thaw(Member member) throws IOException, InterruptedException {
        thaws.remove(member);
        member.thaw();
    }
}
