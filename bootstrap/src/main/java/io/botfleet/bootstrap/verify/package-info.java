/** Checks evidence from outside: against a node and a Git repository of the caller's choice, and nothing of the platform's. */
@NullMarked
package io.botfleet.bootstrap.verify;

import org.jspecify.annotations.NullMarked;
