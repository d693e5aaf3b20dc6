/** Which replica may do what only one may do. */
@NullMarked
package io.botfleet.application.leadership;

import org.jspecify.annotations.NullMarked;
