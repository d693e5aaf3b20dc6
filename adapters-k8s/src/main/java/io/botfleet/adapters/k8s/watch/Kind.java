package io.botfleet.adapters.k8s.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * Which objects are watched, and what of them is kept.
 *
 * @param plural for messages, like {@code pods}
 * @param path of the collection, in one namespace
 * @param selector by labels, so that nothing else on the cluster is ever sent
 * @param reading what is kept of an object, as small as can be
 */
public record Kind<T extends Watched>(String plural, String path, String selector, Function<JsonNode, T> reading) {}
