/**
 * A backtest on candles that are made up: the same for the same pair, timeframe and timerange, on every machine. What comes of
 * it is computed as Freqtrade computes it, and written as Freqtrade writes it; it says nothing about any market or strategy.
 */
@NullMarked
package io.botfleet.adapters.local.paperbot.backtest;

import org.jspecify.annotations.NullMarked;
