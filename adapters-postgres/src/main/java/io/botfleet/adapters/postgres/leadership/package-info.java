/** Leases of roles in PostgreSQL, and the check of their epochs. */
@NullMarked
package io.botfleet.adapters.postgres.leadership;

import org.jspecify.annotations.NullMarked;
