/** The life of a command, from the transaction that carried it to its settlement. */
@NullMarked
package io.botfleet.domain.command;

import org.jspecify.annotations.NullMarked;
