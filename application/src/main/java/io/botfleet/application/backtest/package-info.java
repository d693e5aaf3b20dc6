/** What comes of backtests once they are paid for. */
@NullMarked
package io.botfleet.application.backtest;

import org.jspecify.annotations.NullMarked;
