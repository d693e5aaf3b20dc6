/** A node that misbehaves: a proxy for JSON-RPC that does what real nodes and providers do, seeded or by script. */
@NullMarked
package io.botfleet.testkit.rpc;

import org.jspecify.annotations.NullMarked;
