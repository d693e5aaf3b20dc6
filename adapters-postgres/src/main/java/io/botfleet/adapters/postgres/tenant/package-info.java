/** The clients' roles, schemas and passwords. */
@NullMarked
package io.botfleet.adapters.postgres.tenant;

import org.jspecify.annotations.NullMarked;
