/** The rules that the parts of the platform keep to, each shown to fail where it is broken. */
@NullMarked
package io.botfleet.bootstrap.architecture;

import org.jspecify.annotations.NullMarked;
