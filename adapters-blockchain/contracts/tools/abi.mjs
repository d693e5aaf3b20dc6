// As much of the Ethereum ABI as the gas measurement needs, so that it needs no library: unsigned integers, addresses,
// fixed and dynamic bytes, lists and structs. Types are given as text, structs and lists as arrays.

const word = (value) => BigInt.asUintN(256, BigInt(value)).toString(16).padStart(64, "0");
const paddedRight = (hex) => hex.padEnd(Math.ceil(hex.length / 64) * 64, "0");
const isDynamic = (type) =>
  type === "bytes" || (Array.isArray(type) && (type[0] === "list" || type.slice(1).some(isDynamic)));

/** Encodes one value; a struct's type is ["struct", …types], a list's ["list", type]. */
function encodeOne(type, value) {
  if (type === "bytes") {
    const hex = value.slice(2);
    return word(hex.length / 2) + paddedRight(hex);
  }
  if (type === "fixedBytes") return value.slice(2).padEnd(64, "0");
  if (type === "uint") return word(value);
  if (type[0] === "list") return word(value.length) + encode(value.map(() => type[1]), value);
  return encode(type.slice(1), value);
}

/** Encodes values one after another, heads first and tails after them, without 0x. */
export function encode(types, values) {
  const parts = types.map((type, index) => ({ dynamic: isDynamic(type), hex: encodeOne(type, values[index]) }));
  let offset = parts.reduce((size, part) => size + (part.dynamic ? 32 : part.hex.length / 2), 0);
  let heads = "";
  let tails = "";
  for (const part of parts) {
    if (part.dynamic) {
      heads += word(offset);
      tails += part.hex;
      offset += part.hex.length / 2;
    } else {
      heads += part.hex;
    }
  }
  return heads + tails;
}
