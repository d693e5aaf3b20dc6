@NullMarked
package io.botfleet.adapters.local.paperbot.result;

import org.jspecify.annotations.NullMarked;
