/** A real control plane of Kubernetes for tests, where its tools are to be had. */
@NullMarked
package io.botfleet.testkit.kubernetes;

import org.jspecify.annotations.NullMarked;
