/** A Kubernetes cluster that ArgoCD deploys to, as the platform's ports. */
@NullMarked
package io.botfleet.adapters.k8s.cluster;

import org.jspecify.annotations.NullMarked;
