/** What people ask. */
@NullMarked
package io.botfleet.application.view;

import org.jspecify.annotations.NullMarked;
