/** What is looked at in Applications, Deployments, Jobs and pods; everything else in them is dropped when it is read. */
@NullMarked
package io.botfleet.adapters.k8s.state;

import org.jspecify.annotations.NullMarked;
