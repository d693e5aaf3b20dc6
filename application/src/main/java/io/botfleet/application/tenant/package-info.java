/** What belongs to one client alone. */
@NullMarked
package io.botfleet.application.tenant;

import org.jspecify.annotations.NullMarked;
