// Bytes, as the protocol joins and writes them.
export const fromHex = (hex) => Uint8Array.from(hex.slice(2).match(/../g) ?? [], (pair) => parseInt(pair, 16));

export const toHex = (bytes) => "0x" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const utf8 = (text) => new TextEncoder().encode(text);

export const join = (...parts) => {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** A number as `size` bytes, big endian. */
export const number = (value, size) => fromHex("0x" + BigInt(value).toString(16).padStart(2 * size, "0"));

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
