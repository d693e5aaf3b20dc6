/** Every port in memory, as handles on one shared {@link World}. */
@NullMarked
package io.botfleet.testkit.memory;

import org.jspecify.annotations.NullMarked;
