package io.botfleet.application.command;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.document.Json;

/** Opens what clients sealed to the platform (docs/protocol.md). */
public interface Envelopes {
    /** What an envelope is bound to; it opens for nothing else. */
    record Binding(Gateway gateway, Address sender) {}

    /** What came of opening one; both ends are final, and a retry changes nothing. */
    sealed interface Opening {}

    /** It opened and holds JSON, which may hold secrets: it is read at once and kept nowhere. */
    record Opened(Json payload) implements Opening {
        @Override
        public String toString() {
            return "Opened[redacted]";
        }
    }

    /** @param why words that repeat nothing of the content */
    record Refused(Kind kind, String why) implements Opening {
        /** What refused it. */
        public enum Kind {
            /** The encryption: noise, an unknown key, another sender, chain or contract. */
            UNREADABLE,
            /** It opened, and holds no JSON that can be taken without doubt. */
            INVALID
        }
    }

    Opening open(Bytes envelope, Binding binding);
}
