/** The clients' bots, in every state. */
@NullMarked
package io.botfleet.application.bot;

import org.jspecify.annotations.NullMarked;
