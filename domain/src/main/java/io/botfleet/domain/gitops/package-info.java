/** What is committed to Git for a client. */
@NullMarked
package io.botfleet.domain.gitops;

import org.jspecify.annotations.NullMarked;
