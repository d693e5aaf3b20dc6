package io.botfleet.adapters.postgres.platform;

/** Where the platform's database is. */
public record Place(String host, int port, String database) {
    /** The name that the mission gives it. */
    public static final String DATABASE = "freqtrade_multi";

    public Place {
        if (host.isBlank() || database.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a place of a database: " + host + ":" + port + "/" + database);
        }
    }

    /** The same server's database of another name. */
    public Place database(String name) {
        return new Place(host, port, name);
    }

    /** Without user or password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + authority() + "/" + database;
    }

    /** Host and port as a URL has them; an IPv6 address in brackets (RFC 3986 §3.2.2). */
    public String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
