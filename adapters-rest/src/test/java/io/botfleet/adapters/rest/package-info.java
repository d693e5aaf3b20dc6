/** The API as a client sees it, over HTTP on a random port, with everything behind it in memory. */
@NullMarked
package io.botfleet.adapters.rest;

import org.jspecify.annotations.NullMarked;
