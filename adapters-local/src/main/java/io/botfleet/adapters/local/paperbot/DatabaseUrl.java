package io.botfleet.adapters.local.paperbot;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * A SQLAlchemy URL such as {@code postgresql+psycopg://user:pw@host:5432/db?options=-csearch_path%3Dcliente_001}, as pgJDBC
 * takes it. Its parameters are libpq's, so {@code ?search_path=} is refused as libpq refuses it.
 */
record DatabaseUrl(String jdbcUrl, Properties properties) {
    private static final Pattern FORM = Pattern.compile(
            "postgresql\\+psycopg://(?<user>[^:/@]*)(?::(?<password>[^@]*))?@(?<host>\\[[^\\]]+\\]|[^:/?]+)(?::(?<port>\\d+))?"
                    + "/(?<database>[^?]+)(?:\\?(?<query>.*))?");

    /** Each of libpq's parameters that may be given, with pgJDBC's name for it. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "options", "options",
            "sslmode", "sslmode",
            "sslrootcert", "sslrootcert",
            "connect_timeout", "connectTimeout",
            "application_name", "ApplicationName");

    static DatabaseUrl parse(String url) {
        if (url.startsWith("sqlite")) {
            throw new StartFailure.Operational("paperbot keeps its trades in PostgreSQL only, and db_url is not one");
        }
        if (url.startsWith("postgresql://")) {
            throw new StartFailure.Crash("ModuleNotFoundError: No module named 'psycopg2'");
        }
        var parts = FORM.matcher(url);
        if (!parts.matches()) {
            throw new StartFailure.Operational(
                    "Given value for db_url: '" + masked(url) + "' is no valid database URL!");
        }
        var properties = new Properties();
        properties.setProperty("user", decoded(parts.group("user").replace("+", "%2B")));
        var password = parts.group("password");
        if (password != null) {
            properties.setProperty("password", decoded(password.replace("+", "%2B")));
        }
        properties.setProperty("connectTimeout", "10");
        var query = parts.group("query");
        for (var parameter : query == null ? new String[0] : query.split("&")) {
            var equals = parameter.indexOf('=');
            var name = equals < 0 ? parameter : parameter.substring(0, equals);
            var ours = PARAMETERS.get(name);
            if (ours == null) {
                throw new StartFailure.Crash("ProgrammingError: invalid connection option \"" + name + "\"");
            }
            properties.setProperty(ours, decoded(parameter.substring(equals + 1)));
        }
        var port = parts.group("port");
        return new DatabaseUrl(
                "jdbc:postgresql://" + parts.group("host") + ":" + (port == null ? "5432" : port) + "/"
                        + parts.group("database"),
                properties);
    }

    /** The URL with its password starred out, as Freqtrade logs it. */
    static String masked(String url) {
        return url.replaceFirst("(?<=://)([^:/@]*):[^@]*@", "$1:*****@");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "DatabaseUrl[" + jdbcUrl + "]";
    }
}
