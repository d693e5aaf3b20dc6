/** Whether contract, database, Git and cluster still agree. */
@NullMarked
package io.botfleet.application.reconciliation;

import org.jspecify.annotations.NullMarked;
