/** What comes of a backtest. */
@NullMarked
package io.botfleet.domain.backtest;

import org.jspecify.annotations.NullMarked;
