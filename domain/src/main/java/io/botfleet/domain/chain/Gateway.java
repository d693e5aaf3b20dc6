package io.botfleet.domain.chain;

/** The one {@code CommandGateway} that a platform serves, by EIP-155 chain id and address. */
public record Gateway(long chainId, Address address) {
    public Gateway {
        if (chainId <= 0) {
            throw new IllegalArgumentException("a chain id is positive (EIP-155), not " + chainId);
        }
    }
}
