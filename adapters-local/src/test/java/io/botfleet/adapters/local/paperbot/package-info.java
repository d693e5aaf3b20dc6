/** paperbot's tests: the API in process against a real PostgreSQL, and the executable as a pod runs it. */
@NullMarked
package io.botfleet.adapters.local.paperbot;

import org.jspecify.annotations.NullMarked;
