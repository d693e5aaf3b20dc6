/** The GitOps repository, as the core needs it. */
@NullMarked
package io.botfleet.application.gitops;

import org.jspecify.annotations.NullMarked;
