/**
 * A stand-in for Freqtrade's {@code trade} command that trades nothing: same arguments, configuration files, log, exit codes,
 * REST API and tables, so that everything around a bot can be run and tested where no Freqtrade is installed.
 *
 * <p>It sees what Freqtrade would see, and only that: arguments, files and environment.
 */
@NullMarked
package io.botfleet.adapters.local.paperbot;

import org.jspecify.annotations.NullMarked;
