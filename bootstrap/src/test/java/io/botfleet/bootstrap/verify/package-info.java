@NullMarked
package io.botfleet.bootstrap.verify;

import org.jspecify.annotations.NullMarked;
