/** A PostgreSQL of the platform's own, on this machine. */
@NullMarked
package io.botfleet.adapters.local.postgres;

import org.jspecify.annotations.NullMarked;
