package io.botfleet.adapters.postgres.platform;

import java.nio.file.Path;

/** How a connection to PostgreSQL is kept private, and how sure it has to be of the server. */
public sealed interface Transport {
    /**
     * As the server lets us in, TLS before plain text, and without a look at who it is (libpq's {@code sslmode=prefer}):
     * for one machine, or a network that vouches for its hosts.
     */
    record Unverified() implements Transport {}

    /**
     * TLS to a server whose certificate is for the host's name and was issued by the given authority (libpq's
     * {@code sslmode=verify-full}; PostgreSQL's documentation, "SSL Support").
     *
     * @param rootCertificate a PEM file with one authority or more, as whoever connects sees it
     */
    record Verified(Path rootCertificate) implements Transport {}
}
