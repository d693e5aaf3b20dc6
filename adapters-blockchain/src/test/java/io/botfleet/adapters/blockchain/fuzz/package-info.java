/** What a fuzzer throws at the platform's readers and writers, and what has to hold whatever it throws. */
@org.jspecify.annotations.NullMarked
package io.botfleet.adapters.blockchain.fuzz;
