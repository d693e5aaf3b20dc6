/** Where the manifests come from: the Git repository, and the chart in it. */
@NullMarked
package io.botfleet.adapters.local.cluster.source;

import org.jspecify.annotations.NullMarked;
