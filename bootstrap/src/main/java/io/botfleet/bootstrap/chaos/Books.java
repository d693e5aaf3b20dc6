package io.botfleet.bootstrap.chaos;

import java.math.BigInteger;
import java.util.List;

/**
 * What the contract holds, and what it owes to whom.
 *
 * @param escrowGwei fees of commands that are not settled
 * @param creditsGwei refunds that could not be delivered
 * @param earnedGwei fees of approved commands, none of which was withdrawn
 */
record Books(BigInteger balanceWei, long escrowGwei, long creditsGwei, long earnedGwei) {
    private static final BigInteger WEI_PER_GWEI = BigInteger.TEN.pow(9);

    /** The contract must be able to pay; and nobody here gives it anything but fees, so it must not hold more either. */
    List<String> look() {
        BigInteger owed = BigInteger.valueOf(escrowGwei)
                .add(BigInteger.valueOf(creditsGwei))
                .add(BigInteger.valueOf(earnedGwei))
                .multiply(WEI_PER_GWEI);
        int difference = balanceWei.compareTo(owed);
        if (difference == 0) {
            return List.of();
        }
        String books = "the contract holds " + balanceWei + " wei for " + escrowGwei + " gwei in escrow, " + creditsGwei
                + " in credits and " + earnedGwei + " earned";
        return List.of(difference < 0 ? books + ": it can't pay" : books + ": somebody was not paid");
    }
}
