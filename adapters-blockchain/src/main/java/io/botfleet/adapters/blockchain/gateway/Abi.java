package io.botfleet.adapters.blockchain.gateway;

import io.botfleet.adapters.blockchain.keccak.Keccak;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;

/** The one place where web3j's untyped encoder is called. */
@SuppressWarnings({"rawtypes", "unchecked"})
final class Abi {
    private Abi() {}

    static Bytes call(String function, Type<?>... arguments) {
        return Bytes.ofHex(FunctionEncoder.encode(new Function(function, (List) List.of(arguments), List.of())));
    }

    static Bytes arguments(Type<?>... arguments) {
        return Bytes.ofHex(FunctionEncoder.encodeConstructor((List) List.of(arguments)));
    }

    /** Decodes what a contract returned or logged; bytes that are no such values are a node not to rely on now. */
    static List<Type<?>> decode(Bytes data, TypeReference<?>... types) {
        try {
            List<Type<?>> values = FunctionReturnDecoder.decode(data.hex(), (List) Arrays.asList(types));
            if (values.size() == types.length) {
                return values;
            }
        } catch (RuntimeException malformed) {
            // web3j reports malformed data as whichever exception its reading ran into.
            throw new Unavailable("the node gave data that does not decode", malformed);
        }
        throw new Unavailable("the node gave less data than the gateway returns");
    }

    @SafeVarargs
    static List<Type<?>> decode(Bytes data, Class<? extends Type>... types) {
        List<TypeReference<?>> references = new ArrayList<>();
        for (Class<? extends Type> type : types) {
            references.add(TypeReference.create(type));
        }
        return decode(data, references.toArray(TypeReference<?>[]::new));
    }

    static BigInteger integer(Type<?> value) {
        return (BigInteger) value.getValue();
    }

    static long number(Type<?> value) {
        return integer(value).longValueExact();
    }

    static byte[] bytes(Type<?> value) {
        return (byte[]) value.getValue();
    }

    static Hash topic(String signature) {
        return Hash.of(Keccak.of(signature.getBytes(StandardCharsets.US_ASCII)));
    }
}
