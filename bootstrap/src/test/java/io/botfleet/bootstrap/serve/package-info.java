@NullMarked
package io.botfleet.bootstrap.serve;

import org.jspecify.annotations.NullMarked;
