/** One suite for each port, which every adapter passes, the in-memory one included. */
@NullMarked
package io.botfleet.testkit.contract;

import org.jspecify.annotations.NullMarked;
