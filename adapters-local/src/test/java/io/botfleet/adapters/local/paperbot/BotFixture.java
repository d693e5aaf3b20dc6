package io.botfleet.adapters.local.paperbot;

import io.botfleet.adapters.local.workload.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A client's schema, and the configuration files of a dry run in it, as a pod has them. */
record BotFixture(Path directory, String schema, String role, int port) {
    static final String USER = "api-user";
    static final String PASSWORD = "12345678";
    static final String JWT_SECRET = "a secret of thirty-two characters";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    static final String STRATEGY = """
            class Sample(IStrategy):
                timeframe = "5m"
                stoploss = -0.10
                minimal_roi = {"0": 0.04}

                def populate_entry_trend(self, dataframe, metadata):
                    return dataframe

                def populate_exit_trend(self, dataframe, metadata):
                    return dataframe
            """;

    static BotFixture in(Path directory) throws IOException {
        var name = "paper_" + NUMBER.incrementAndGet();
        var fixture = new BotFixture(directory, name, "bot_" + name, freePort());
        TestDatabase.shared().createRole(fixture.role(), "pw");
        TestDatabase.shared().execute("CREATE SCHEMA " + name + " AUTHORIZATION bot_" + name);
        Files.createDirectories(directory.resolve("user_data"));
        Files.createDirectories(directory.resolve("strategies"));
        Files.writeString(directory.resolve("strategies/Sample.py"), STRATEGY);
        Files.writeString(directory.resolve("config.json"), """
                {
                    // Freqtrade takes comments,
                    "bot_name": "cliente-001.42", "dry_run": true, "stake_currency": "USDT", "stake_amount": 100,
                    "max_open_trades": 3, "timeframe": "5m", "entry_pricing": {}, "exit_pricing": {},
                    "exchange": {"name": "binance", "pair_whitelist": ["BTC/USDT", "ETH/USDT"]},
                    "internals": {"process_throttle_secs": 0.2},
                }
                """);
        Files.writeString(directory.resolve("secret.json"), """
                {"initial_state": "running", "db_url": "%s", "api_server": {"enabled": true,
                "listen_ip_address": "127.0.0.1", "listen_port": %d, "username": "%s", "password": "%s",
                "jwt_secret_key": "%s"}}
                """.formatted(
                TestDatabase.shared().url(fixture.role(), "pw", name), fixture.port(), USER, PASSWORD, JWT_SECRET));
        return fixture;
    }

    CommandLine.Trade arguments() {
        return (CommandLine.Trade) CommandLine.parse(List.of(
                "trade",
                "-c",
                "config.json",
                "-c",
                "secret.json",
                "--strategy",
                "Sample",
                "--strategy-path",
                "strategies"));
    }

    BotFixture config(String json) throws IOException {
        Files.writeString(directory.resolve("more.json"), json);
        return this;
    }

    /** Writes an open trade as Freqtrade would, and returns its id. */
    long openTrade(String pair, double rate, double amount) {
        return Long.parseLong(TestDatabase.shared()
                .query(("INSERT INTO %s.trades (exchange, pair, base_currency, stake_currency, open_rate, stake_amount,"
                                + " amount, fee_open, fee_close, open_date, strategy)"
                                + " VALUES ('binance', '%s', 'BTC', 'USDT', %s, %s, %s, 0.001, 0.001,"
                                + " '2026-01-02 03:04:05', 'Sample') RETURNING id")
                        .formatted(schema, pair, rate, rate * amount, amount)));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
