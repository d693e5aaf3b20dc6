/** Commands, their journal and their evidence. */
@NullMarked
package io.botfleet.adapters.rest.command;

import org.jspecify.annotations.NullMarked;
