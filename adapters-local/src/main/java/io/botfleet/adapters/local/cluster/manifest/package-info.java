/**
 * The subset of Kubernetes manifests that the local cluster understands: what these types have no field for is refused,
 * and what {@link Ignored} marks is taken and has no effect on one machine.
 */
@NullMarked
package io.botfleet.adapters.local.cluster.manifest;

import org.jspecify.annotations.NullMarked;
