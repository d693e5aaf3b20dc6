/**
 * A cluster for one machine, in a process of its own: as ArgoCD and Kubernetes do, it follows the Git repository and runs
 * what the chart of the head renders, whether or not the platform is up.
 */
@NullMarked
package io.botfleet.adapters.local.cluster;

import org.jspecify.annotations.NullMarked;
