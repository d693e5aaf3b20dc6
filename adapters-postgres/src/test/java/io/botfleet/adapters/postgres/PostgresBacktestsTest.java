package io.botfleet.adapters.postgres;

import io.botfleet.adapters.postgres.platform.PlatformDatabase;
import io.botfleet.testkit.contract.BacktestsContract;
import io.botfleet.testkit.contract.Stores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

class PostgresBacktestsTest extends BacktestsContract {
    private static final String NAME = "test_backtests";
    private static final PlatformDatabase PLATFORM = TestServer.database(NAME);

    @Override
    protected Stores open() {
        return PostgresStores.emptied(PLATFORM, NAME);
    }

    @AfterEach
    void closePools() {
        Opened.closeAll();
    }

    @AfterAll
    static void closePool() {
        PLATFORM.close();
    }
}
