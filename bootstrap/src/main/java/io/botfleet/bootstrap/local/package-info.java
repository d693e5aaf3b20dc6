/** The whole platform on one machine, with every part it needs started beside it. */
@NullMarked
package io.botfleet.bootstrap.local;

import org.jspecify.annotations.NullMarked;
