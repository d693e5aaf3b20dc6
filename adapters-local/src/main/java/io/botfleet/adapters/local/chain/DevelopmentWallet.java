package io.botfleet.adapters.local.chain;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.util.BigIntegers;

/** A funded wallet of one data directory's development chain: worth nothing anywhere else. */
public record DevelopmentWallet(String name, Address address, Secret privateKey) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The wallets of a data directory, made at first with fresh keys; names that are new later are added, but only those
     * of the chain's first start have been funded.
     */
    public static List<DevelopmentWallet> in(Path directory, List<String> names, SecureRandom random) {
        Path file = PrivateFiles.folder(directory.resolve("chain")).resolve("development-wallets.json");
        try {
            Map<String, String> keys = Files.exists(file)
                    ? JSON.readValue(Files.readAllBytes(file), new TypeReference<LinkedHashMap<String, String>>() {})
                    : new LinkedHashMap<>();
            if (keys.keySet().containsAll(names)) {
                return wallets(keys);
            }
            names.forEach(name -> keys.computeIfAbsent(name, absent -> privateKey(random)));
            PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(keys));
            return wallets(keys);
        } catch (IOException failure) {
            throw new UncheckedIOException("the development wallets in " + file, failure);
        }
    }

    private static List<DevelopmentWallet> wallets(Map<String, String> keys) {
        List<DevelopmentWallet> wallets = new ArrayList<>();
        keys.forEach((name, key) -> wallets.add(new DevelopmentWallet(name, addressOf(key), Secret.of(key))));
        return List.copyOf(wallets);
    }

    /** A number below the order of secp256k1 (SEC 2), as 0x and 64 digits. */
    private static String privateKey(SecureRandom random) {
        BigInteger order = CustomNamedCurves.getByName("secp256k1").getN();
        BigInteger key = BigIntegers.createRandomInRange(BigInteger.ONE, order.subtract(BigInteger.ONE), random);
        return "0x" + HexFormat.of().formatHex(BigIntegers.asUnsignedByteArray(32, key));
    }

    /** The last 20 bytes of the Keccak-256 of the public key (Ethereum yellow paper, appendix F). */
    static Address addressOf(String privateKey) {
        byte[] point = CustomNamedCurves.getByName("secp256k1")
                .getG()
                .multiply(new BigInteger(privateKey.substring(2), 16))
                .normalize()
                .getEncoded(false);
        KeccakDigest keccak = new KeccakDigest(256);
        keccak.update(point, 1, 64);
        byte[] hash = new byte[32];
        keccak.doFinal(hash, 0);
        return new Address("0x" + HexFormat.of().formatHex(Arrays.copyOfRange(hash, 12, 32)));
    }
}
