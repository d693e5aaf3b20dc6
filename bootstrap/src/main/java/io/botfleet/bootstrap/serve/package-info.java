/** The platform in production: told by a file, on parts that others run. */
@NullMarked
package io.botfleet.bootstrap.serve;

import org.jspecify.annotations.NullMarked;
