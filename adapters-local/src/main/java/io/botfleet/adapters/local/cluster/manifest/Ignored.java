package io.botfleet.adapters.local.cluster.manifest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A field that is accepted, since it describes what one machine cannot do or need not; {@code docs/local.md} lists them. */
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.RECORD_COMPONENT)
@interface Ignored {}
