package io.botfleet.bootstrap.platform;

import io.botfleet.application.failure.PortFailure;
import java.util.List;
import java.util.Optional;

/** Renews what this replica leads while rounds run that take longer than a lease; to be done every {@link Lead#RENEW_AFTER}. */
final class Heartbeat {
    private final List<Lead> leads;

    Heartbeat(List<Lead> leads) {
        this.leads = leads;
    }

    /** Each role by itself: one whose row can't be had in time must not cost the others theirs. */
    void beat() {
        Optional<PortFailure> failed = Optional.empty();
        for (Lead lead : leads) {
            try {
                lead.renew();
            } catch (PortFailure failure) {
                failed.ifPresent(failure::addSuppressed);
                failed = Optional.of(failure);
            }
        }
        if (failed.isPresent()) {
            throw failed.get();
        }
    }
}
