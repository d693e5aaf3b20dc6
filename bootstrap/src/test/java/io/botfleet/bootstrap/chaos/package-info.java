@NullMarked
package io.botfleet.bootstrap.chaos;

import org.jspecify.annotations.NullMarked;
