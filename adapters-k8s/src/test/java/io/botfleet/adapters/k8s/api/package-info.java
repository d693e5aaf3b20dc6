@NullMarked
package io.botfleet.adapters.k8s.api;

import org.jspecify.annotations.NullMarked;
