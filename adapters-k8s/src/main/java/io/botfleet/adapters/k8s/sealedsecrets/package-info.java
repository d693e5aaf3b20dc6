/** Bitnami SealedSecrets: secrets that can lie in Git, since only one cluster's controller opens them. */
@NullMarked
package io.botfleet.adapters.k8s.sealedsecrets;

import org.jspecify.annotations.NullMarked;
