/** Breaks a running platform on purpose, and checks that nothing is lost and nothing done twice. */
@NullMarked
package io.botfleet.bootstrap.chaos;

import org.jspecify.annotations.NullMarked;
