package io.botfleet.bootstrap.chaos;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells those who ended where they were told to, or because of a fault, from those who ended by themselves. */
final class Deaths {
    private final Set<Long> told = new HashSet<>();

    /** Learns who obeyed: each writes that down before it ends, so that the dead are counted first. */
    void know(List<BoundaryRecord.Hit> hits) {
        hits.forEach(hit -> told.add(hit.pid()));
    }

    /** A start does not outlive the loss of a part that it needs: it says so, and is made again. */
    boolean wasMeant(Member dead, Optional<Fault> fault) {
        return told.contains(dead.pid())
                || dead.mayEnd()
                || fault.map(each -> switch (each) {
                            case Fault.MemberKilled(Member.Name name) -> name == dead.name();
                            case Fault.PartKilled _, Fault.PartStopped _, Fault.NodeTroubled _ -> !dead.hasAnswered();
                            case Fault.MemberAsked _, Fault.MemberStopped _, Fault.Reorganised _ -> false;
                        })
                        .orElse(false);
    }
}
