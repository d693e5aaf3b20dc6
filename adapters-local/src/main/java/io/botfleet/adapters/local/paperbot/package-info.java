/**
 * A stand-in for Freqtrade's {@code trade}, {@code download-data} and {@code backtesting} that trades and downloads nothing: same
 * arguments, configuration files, log, exit codes, REST API, tables and results, so that everything around a bot or a backtest can
 * be run and tested where no Freqtrade is installed.
 *
 * <p>It sees what Freqtrade would see, and only that: arguments, files and environment.
 */
@NullMarked
package io.botfleet.adapters.local.paperbot;

import org.jspecify.annotations.NullMarked;
