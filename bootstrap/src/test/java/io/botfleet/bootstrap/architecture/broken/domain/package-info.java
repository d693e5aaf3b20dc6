/** Classes of a domain that break one rule each. */
@NullMarked
package io.botfleet.bootstrap.architecture.broken.domain;

import org.jspecify.annotations.NullMarked;
