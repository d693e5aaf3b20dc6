@NullMarked
package io.botfleet.bootstrap.local;

import org.jspecify.annotations.NullMarked;
