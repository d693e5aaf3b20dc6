@NullMarked
package io.botfleet.adapters.k8s.state;

import org.jspecify.annotations.NullMarked;
