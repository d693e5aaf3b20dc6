/** The platform's own database: made once, migrated at every start, reached through a pool. */
@NullMarked
package io.botfleet.adapters.postgres.platform;

import org.jspecify.annotations.NullMarked;
