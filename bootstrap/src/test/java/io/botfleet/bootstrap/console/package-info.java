@NullMarked
package io.botfleet.bootstrap.console;

import org.jspecify.annotations.NullMarked;
