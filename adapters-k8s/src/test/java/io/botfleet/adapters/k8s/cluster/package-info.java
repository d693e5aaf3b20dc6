@NullMarked
package io.botfleet.adapters.k8s.cluster;

import org.jspecify.annotations.NullMarked;
