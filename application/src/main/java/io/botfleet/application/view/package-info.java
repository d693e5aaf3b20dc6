/** What is shown to people, read only. */
@NullMarked
package io.botfleet.application.view;

import org.jspecify.annotations.NullMarked;
