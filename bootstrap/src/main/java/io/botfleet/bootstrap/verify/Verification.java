package io.botfleet.bootstrap.verify;

import java.util.List;

/** Every link that was checked, in the order of the chain; the check ends where going on would mean nothing. */
public record Verification(List<Link> links) {
    public Verification {
        links = List.copyOf(links);
    }

    /** Whether no link is broken, of which there is at least one. */
    public boolean holds() {
        return !links.isEmpty() && links.stream().noneMatch(link -> link.standing() == Link.Standing.BROKEN);
    }
}
