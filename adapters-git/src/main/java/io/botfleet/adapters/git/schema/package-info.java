/** Helm's look at a values file, taken before it is committed: the same merging, the same schema, less YAML. */
@NullMarked
package io.botfleet.adapters.git.schema;

import org.jspecify.annotations.NullMarked;
