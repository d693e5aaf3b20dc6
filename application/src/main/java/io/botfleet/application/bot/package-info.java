/** The clients' bots, as they are shown. */
@NullMarked
package io.botfleet.application.bot;

import org.jspecify.annotations.NullMarked;
