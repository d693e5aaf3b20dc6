package io.botfleet.adapters.postgres.platform;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where the platform's database is, and how it is talked to. */
public record Place(String host, int port, String database, Transport transport) {
    /** The name that the mission gives it. */
    public static final String DATABASE = "freqtrade_multi";

    public Place {
        if (host.isBlank() || database.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a place of a database: " + host + ":" + port + "/" + database);
        }
    }

    /** As on one machine. */
    public Place(String host, int port, String database) {
        this(host, port, database, new Transport.Unverified());
    }

    /** The same server's database of another name. */
    public Place database(String name) {
        return new Place(host, port, name, transport);
    }

    /** The same database, reached in another way. */
    public Place over(Transport other) {
        return new Place(host, port, database, other);
    }

    /** Without user or password; pgJDBC takes the parameters of TLS by libpq's names. */
    public String jdbcUrl() {
        String url = "jdbc:postgresql://" + authority() + "/" + database;
        return switch (transport) {
            case Transport.Unverified() -> url;
            case Transport.Verified(var root) ->
                url + "?sslmode=verify-full&sslrootcert=" + URLEncoder.encode(root.toString(), StandardCharsets.UTF_8);
        };
    }

    /** Host and port as a URL has them; an IPv6 address in brackets (RFC 3986 §3.2.2). */
    public String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
