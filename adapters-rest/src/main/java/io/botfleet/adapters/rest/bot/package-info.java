/** Taking up transactions, and the bots that they started. */
@NullMarked
package io.botfleet.adapters.rest.bot;

import org.jspecify.annotations.NullMarked;
