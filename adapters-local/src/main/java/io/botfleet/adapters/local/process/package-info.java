/**
 * The processes of one data directory: each in its own session, recorded so that the next start can adopt or end it.
 *
 * <p>It reads {@code /proc} (proc(5)) and needs {@code setsid} and {@code sh}, so it works on Linux.
 */
@NullMarked
package io.botfleet.adapters.local.process;

import org.jspecify.annotations.NullMarked;
