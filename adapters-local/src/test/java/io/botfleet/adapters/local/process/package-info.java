@NullMarked
package io.botfleet.adapters.local.process;

import org.jspecify.annotations.NullMarked;
