package io.botfleet.adapters.git;

import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.lib.PersonIdent;

/** Who a commit is by; times are written in UTC. */
public record Identity(String name, String email) {
    public static final Identity BOTFLEET = new Identity("botfleet", "botfleet@localhost");

    PersonIdent at(Instant instant) {
        return new PersonIdent(name, email, instant, ZoneOffset.UTC);
    }
}
