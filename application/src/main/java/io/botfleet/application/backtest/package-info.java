/** Backtests beside the bots: what comes of them. */
@NullMarked
package io.botfleet.application.backtest;

import org.jspecify.annotations.NullMarked;
