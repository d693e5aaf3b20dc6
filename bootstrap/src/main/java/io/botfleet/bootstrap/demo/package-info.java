/** The main job, shown from transaction to settlement. */
@NullMarked
package io.botfleet.bootstrap.demo;

import org.jspecify.annotations.NullMarked;
