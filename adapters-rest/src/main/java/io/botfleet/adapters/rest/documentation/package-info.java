/** The OpenAPI document and a page to try it. */
@NullMarked
package io.botfleet.adapters.rest.documentation;

import org.jspecify.annotations.NullMarked;
