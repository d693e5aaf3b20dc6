/** JDBC with typed failures: every statement of this module goes through here. */
@NullMarked
package io.botfleet.adapters.postgres.sql;

import org.jspecify.annotations.NullMarked;
