@NullMarked
package io.botfleet.bootstrap.cli;

import org.jspecify.annotations.NullMarked;
