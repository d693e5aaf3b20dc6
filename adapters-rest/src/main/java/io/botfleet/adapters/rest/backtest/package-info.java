/** Backtests over HTTP. */
@NullMarked
package io.botfleet.adapters.rest.backtest;

import org.jspecify.annotations.NullMarked;
