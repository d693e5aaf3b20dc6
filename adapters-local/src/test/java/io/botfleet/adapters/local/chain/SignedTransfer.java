package io.botfleet.adapters.local.chain;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.util.BigIntegers;

/** Transfers of a wallet, signed as EIP-155 says. */
final class SignedTransfer {
    private static final BigInteger GAS_PRICE = BigInteger.valueOf(2_000_000_000L);

    private final DevelopmentWallet wallet;
    private final long chainId;

    SignedTransfer(DevelopmentWallet wallet, long chainId) {
        this.wallet = wallet;
        this.chainId = chainId;
    }

    String address() {
        return wallet.address().toString();
    }

    String send(String to, long wei, long nonce) {
        List<byte[]> fields = List.of(
                number(BigInteger.valueOf(nonce)),
                number(GAS_PRICE),
                number(BigInteger.valueOf(21_000)),
                HexFormat.of().parseHex(to.substring(2)),
                number(BigInteger.valueOf(wei)),
                new byte[0]);
        byte[] digest = keccak(list(fields, List.of(number(BigInteger.valueOf(chainId)), new byte[0], new byte[0])));
        var curve = new ECDomainParameters(CustomNamedCurves.getByName("secp256k1"));
        BigInteger key = new BigInteger(wallet.privateKey().reveal().substring(2), 16);
        var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(key, curve));
        BigInteger[] signature = signer.generateSignature(digest);
        BigInteger r = signature[0];
        BigInteger s = signature[1];
        // k is not given out, so the parity is found by trying which of the two points gives our key.
        int parity = parity(curve, digest, r, s, key);
        if (s.compareTo(curve.getN().shiftRight(1)) > 0) {
            s = curve.getN().subtract(s);
            parity ^= 1;
        }
        return "0x"
                + HexFormat.of()
                        .formatHex(list(
                                fields,
                                List.of(number(BigInteger.valueOf(chainId * 2 + 35 + parity)), number(r), number(s))));
    }

    private static int parity(ECDomainParameters curve, byte[] digest, BigInteger r, BigInteger s, BigInteger key) {
        BigInteger n = curve.getN();
        BigInteger k = s.modInverse(n)
                .multiply(new BigInteger(1, digest).add(r.multiply(key)))
                .mod(n);
        return curve.getG()
                        .multiply(k)
                        .normalize()
                        .getAffineYCoord()
                        .toBigInteger()
                        .testBit(0)
                ? 1
                : 0;
    }

    private static byte[] number(BigInteger value) {
        return value.signum() == 0 ? new byte[0] : BigIntegers.asUnsignedByteArray(value);
    }

    /** RLP of a list of texts (Ethereum yellow paper, appendix B). */
    private static byte[] list(List<byte[]> first, List<byte[]> second) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        first.forEach(each -> content.writeBytes(text(each)));
        second.forEach(each -> content.writeBytes(text(each)));
        return prefixed(0xc0, content.toByteArray());
    }

    private static byte[] text(byte[] value) {
        return value.length == 1 && value[0] >= 0 ? value : prefixed(0x80, value);
    }

    private static byte[] prefixed(int offset, byte[] content) {
        byte[] prefix;
        if (content.length < 56) {
            prefix = new byte[] {(byte) (offset + content.length)};
        } else {
            byte[] length = number(BigInteger.valueOf(content.length));
            prefix = new byte[1 + length.length];
            prefix[0] = (byte) (offset + 55 + length.length);
            System.arraycopy(length, 0, prefix, 1, length.length);
        }
        byte[] all = Arrays.copyOf(prefix, prefix.length + content.length);
        System.arraycopy(content, 0, all, prefix.length, content.length);
        return all;
    }

    private static byte[] keccak(byte[] data) {
        KeccakDigest digest = new KeccakDigest(256);
        digest.update(data, 0, data.length);
        byte[] hash = new byte[32];
        digest.doFinal(hash, 0);
        return hash;
    }
}
