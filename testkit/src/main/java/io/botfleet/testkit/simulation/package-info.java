/**
 * A deterministic simulation: several replicas of the real core on one world in memory, one step at a time, each call
 * of each port disturbed as a seed says, and the promises checked after each step.
 */
@NullMarked
package io.botfleet.testkit.simulation;

import org.jspecify.annotations.NullMarked;
