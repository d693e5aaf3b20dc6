/** What is run on a cluster: images, charts, and what ArgoCD is told. */
@NullMarked
package io.botfleet.adapters.local.deployment;

import org.jspecify.annotations.NullMarked;
