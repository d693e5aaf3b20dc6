/** What a bot's pod is made of, tested as it is deployed: the chart, the schema script and the image's entry point. */
@NullMarked
package io.botfleet.adapters.local.workload;

import org.jspecify.annotations.NullMarked;
