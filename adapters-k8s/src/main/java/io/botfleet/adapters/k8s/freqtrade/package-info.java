/** Freqtrade's REST API, as its version 2.49 answers. */
@NullMarked
package io.botfleet.adapters.k8s.freqtrade;

import org.jspecify.annotations.NullMarked;
