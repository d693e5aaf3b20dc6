/** Examples that the domain's tests share. */
@NullMarked
package io.botfleet.domain;

import org.jspecify.annotations.NullMarked;
