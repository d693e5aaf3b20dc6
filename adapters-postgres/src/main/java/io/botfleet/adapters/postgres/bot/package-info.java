/** What became of the clients' bots. */
@NullMarked
package io.botfleet.adapters.postgres.bot;

import org.jspecify.annotations.NullMarked;
