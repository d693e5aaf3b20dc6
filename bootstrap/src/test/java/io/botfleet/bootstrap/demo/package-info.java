@NullMarked
package io.botfleet.bootstrap.demo;

import org.jspecify.annotations.NullMarked;
