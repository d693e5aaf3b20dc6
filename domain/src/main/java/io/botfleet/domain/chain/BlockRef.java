package io.botfleet.domain.chain;

/** One block, by number and hash: the number alone does not survive a reorganisation. */
public record BlockRef(long number, Hash hash) {
    public BlockRef {
        if (number < 0) {
            throw new IllegalArgumentException("a block number can't be negative: " + number);
        }
    }
}
