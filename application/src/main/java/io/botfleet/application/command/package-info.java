/** Taking commands in and bringing them on, step by step. */
@NullMarked
package io.botfleet.application.command;

import org.jspecify.annotations.NullMarked;
