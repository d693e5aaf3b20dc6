/** Whether what operators are told is true. */
@NullMarked
package io.botfleet.bootstrap.operations;

import org.jspecify.annotations.NullMarked;
