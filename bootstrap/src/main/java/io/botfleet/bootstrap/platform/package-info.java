/** The platform as one process: its parts, its loops and its server. */
@NullMarked
package io.botfleet.bootstrap.platform;

import org.jspecify.annotations.NullMarked;
