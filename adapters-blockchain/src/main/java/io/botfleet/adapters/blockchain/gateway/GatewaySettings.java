package io.botfleet.adapters.blockchain.gateway;

import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint40;
import org.web3j.abi.datatypes.generated.Uint8;

/**
 * What a gateway is created with.
 *
 * @param window how long a command may take to be settled: 10 minutes to 7 days, whole seconds
 * @param predecessor the gateway whose client numbers this one goes on with
 * @param keys the encryption keys that are active at once
 */
public record GatewaySettings(
        Address owner,
        Address settler,
        Gwei minFee,
        Duration window,
        Optional<Address> predecessor,
        List<EncryptionPublicKey> keys) {
    private static final Address NONE = new Address("0x" + "0".repeat(40));

    public GatewaySettings {
        keys = List.copyOf(keys);
    }

    /** The arguments of the constructor, behind the code. */
    public Bytes encoded() {
        List<DynamicStruct> initial = keys.stream()
                .map(key -> new DynamicStruct(
                        new Uint8(key.suite().code()),
                        new DynamicBytes(key.value().toArray())))
                .toList();
        return Abi.arguments(new DynamicStruct(
                abi(owner),
                abi(settler),
                new Uint40(minFee.amount()),
                new Uint32(window.toSeconds()),
                abi(predecessor.orElse(NONE)),
                new DynamicArray<>(DynamicStruct.class, initial)));
    }

    private static org.web3j.abi.datatypes.Address abi(Address address) {
        return new org.web3j.abi.datatypes.Address(address.hex());
    }
}
