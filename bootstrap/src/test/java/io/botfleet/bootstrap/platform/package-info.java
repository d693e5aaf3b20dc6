@NullMarked
package io.botfleet.bootstrap.platform;

import org.jspecify.annotations.NullMarked;
