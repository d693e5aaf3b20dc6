/** Single use cases about commands. */
@NullMarked
package io.botfleet.application.command;

import org.jspecify.annotations.NullMarked;
