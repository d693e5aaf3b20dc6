/** Whether what is found is what is wrong. */
@NullMarked
package io.botfleet.application.reconciliation;

import org.jspecify.annotations.NullMarked;
