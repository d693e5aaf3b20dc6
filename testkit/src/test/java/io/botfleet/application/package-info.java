/** The use cases, on the in-memory world. */
@NullMarked
package io.botfleet.application;

import org.jspecify.annotations.NullMarked;
