package io.botfleet.adapters.rest.backtest;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param next the path of the next page, with older ones; null on the last one */
@Serdeable
record BacktestPage(
        List<BacktestStatus> backtests, @Nullable String next) {}
