// Sections 2, 4 and 5 of docs/protocol.md: keys, padding and the envelope.
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { fromHex, join, number, sha256, utf8 } from "./bytes.mjs";

export const X25519 = 1;
export const X_WING = 2;
const LARGEST = 8192;
const CLASS = 256;

export const cipherSuite = (suite) =>
  new CipherSuite({
    kem: suite === X25519 ? new DhkemX25519HkdfSha256() : new XWing(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });

export const keyIdOf = async (suite, publicKey) => (await sha256(join(number(suite, 1), publicKey))).slice(0, 8);

export const headerOf = async (suite, publicKey) =>
  join(number(1, 1), number(suite, 1), await keyIdOf(suite, publicKey));

export const infoOf = (header, { chainId, gateway, sender }) =>
  join(utf8("botfleet/command"), header, number(chainId, 32), fromHex(gateway), fromHex(sender));

export const pad = (payload) => {
  const used = 10 + 2 + payload.length;
  const zeros = (CLASS - (used % CLASS)) % CLASS;
  return join(number(payload.length, 2), payload, new Uint8Array(zeros));
};

/** Seals the payload's text; `ekm` takes the place of randomness in tests only. */
export async function seal({ suite, publicKey, binding, payload, ekm }) {
  const hpke = cipherSuite(suite);
  const header = await headerOf(suite, publicKey);
  const sender = await hpke.createSenderContext({
    recipientPublicKey: await hpke.kem.deserializePublicKey(publicKey),
    info: infoOf(header, binding),
    ...(ekm === undefined ? {} : { ekm }),
  });
  const ciphertext = await sender.seal(pad(utf8(payload)), header);
  const envelope = join(header, new Uint8Array(sender.enc), new Uint8Array(ciphertext));
  if (envelope.length > LARGEST) throw new Error(`the envelope has ${envelope.length} bytes, more than ${LARGEST}`);
  return envelope;
}
