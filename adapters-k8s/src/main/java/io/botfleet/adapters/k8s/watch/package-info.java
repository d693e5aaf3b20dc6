/** Copies of what the API server has, kept up to date by one watch a kind for the whole fleet. */
@NullMarked
package io.botfleet.adapters.k8s.watch;

import org.jspecify.annotations.NullMarked;
