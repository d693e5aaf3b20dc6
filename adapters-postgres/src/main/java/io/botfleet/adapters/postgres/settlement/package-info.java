/** The outbox of settlements in PostgreSQL. */
@NullMarked
package io.botfleet.adapters.postgres.settlement;

import org.jspecify.annotations.NullMarked;
