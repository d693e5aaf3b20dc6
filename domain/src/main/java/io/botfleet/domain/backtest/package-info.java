/** Backtests: what shows that one runs, and what comes of it. */
@NullMarked
package io.botfleet.domain.backtest;

import org.jspecify.annotations.NullMarked;
