/** Commands, the inbox that fills them, and what is shown of them, in PostgreSQL. */
@NullMarked
package io.botfleet.adapters.postgres.command;

import org.jspecify.annotations.NullMarked;
