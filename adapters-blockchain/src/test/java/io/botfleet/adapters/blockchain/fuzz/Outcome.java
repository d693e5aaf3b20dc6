package io.botfleet.adapters.blockchain.fuzz;

/** What became of an input, so that a corpus can show that it reaches each end. */
enum Outcome {
    UNREADABLE,
    INVALID,
    TAKEN
}
