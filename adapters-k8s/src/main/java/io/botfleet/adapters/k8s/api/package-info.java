/** The API server of Kubernetes: its requests, and how they fail. */
@NullMarked
package io.botfleet.adapters.k8s.api;

import org.jspecify.annotations.NullMarked;
