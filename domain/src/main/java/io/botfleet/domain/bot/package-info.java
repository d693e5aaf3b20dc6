/** What a bot is seen doing, and what that proves. */
@NullMarked
package io.botfleet.domain.bot;

import org.jspecify.annotations.NullMarked;
