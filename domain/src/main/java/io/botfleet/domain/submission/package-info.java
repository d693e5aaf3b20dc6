/** Commands as the contract announced them, still sealed. */
@NullMarked
package io.botfleet.domain.submission;

import org.jspecify.annotations.NullMarked;
