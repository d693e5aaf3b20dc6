@NullMarked
package io.botfleet.testkit.memory;

import org.jspecify.annotations.NullMarked;
