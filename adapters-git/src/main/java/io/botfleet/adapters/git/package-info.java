/** The GitOps repository over JGit: no work tree, no index, only the paths that change are rewritten. */
@NullMarked
package io.botfleet.adapters.git;

import org.jspecify.annotations.NullMarked;
