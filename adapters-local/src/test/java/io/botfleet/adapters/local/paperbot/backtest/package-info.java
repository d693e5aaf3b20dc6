@NullMarked
package io.botfleet.adapters.local.paperbot.backtest;

import org.jspecify.annotations.NullMarked;
