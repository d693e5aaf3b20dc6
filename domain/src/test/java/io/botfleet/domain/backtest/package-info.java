@NullMarked
package io.botfleet.domain.backtest;

import org.jspecify.annotations.NullMarked;
