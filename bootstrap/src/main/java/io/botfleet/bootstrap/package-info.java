/** Where the parts are put together and the program begins. */
@NullMarked
package io.botfleet.bootstrap;

import org.jspecify.annotations.NullMarked;
