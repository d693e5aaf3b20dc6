/** What a person in front of a terminal sees while something takes its time. */
@NullMarked
package io.botfleet.bootstrap.console;

import org.jspecify.annotations.NullMarked;
