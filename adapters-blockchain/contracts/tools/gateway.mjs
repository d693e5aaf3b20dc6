// A gateway on a development chain, as a client sees it: created from the committed artifact, called by transactions.
import { readFileSync } from "node:fs";
import { encode } from "./abi.mjs";
import { artifactPath } from "./compiler.mjs";

const contract = JSON.parse(readFileSync(artifactPath("CommandGateway"), "utf8"));

const parameters = {
  submit: ["bytes"],
  approve: ["uint", "uint", "fixedBytes"],
  rollback: ["uint", "uint", "uint", "fixedBytes"],
  settle: [["list", "uint"], "fixedBytes"],
  reclaim: ["uint"],
  register: [],
  invite: ["uint"],
  accept: ["uint"],
  publishKey: ["uint", "bytes"],
  escrowOf: ["uint"],
  surplus: [],
  withdrawSurplus: ["uint"],
};

export const WINDOW = 3_600;

/** The envelope of this size; none of its bytes is zero, as in a ciphertext nearly none is. */
export function envelopeOf(size, seed = 0) {
  const bytes = Array.from({ length: size }, (_, index) => ((index * 31 + seed * 7) % 255) + 1);
  return `0x${Buffer.from(bytes).toString("hex")}`;
}

/** Creates a gateway; accounts 0 and 1 of the chain are its owner and settler. */
export async function createGateway(call) {
  const accounts = await call("eth_accounts");
  const [owner, settler] = accounts;

  async function mined(transaction) {
    const hash = await call("eth_sendTransaction", { gas: "0xf00000", ...transaction });
    // anvil answers before it has mined.
    for (const until = Date.now() + 10_000; Date.now() < until; ) {
      const receipt = await call("eth_getTransactionReceipt", hash);
      if (receipt === null) continue;
      if (receipt.status !== "0x1") throw new Error(`${hash} reverted`);
      return receipt;
    }
    throw new Error(`${hash} was not mined`);
  }

  const settings = [owner, settler, 1_000, WINDOW, 0, [[1, envelopeOf(32)]]];
  const types = ["struct", "uint", "uint", "uint", "uint", "uint", ["list", ["struct", "uint", "bytes"]]];
  const creation = await mined({ from: owner, data: contract.bytecode + encode([types], [settings]) });
  const address = creation.contractAddress;
  const data = (name, values) => `0x${contract.methodIdentifiers[name]}${encode(parameters[name], values)}`;

  return {
    address,
    creation,
    accounts,
    /** Sends a transaction and returns its receipt once it is mined; a reverted one throws. */
    send: (from, name, values = [], feeGwei = 0n) =>
      mined({ from, to: address, value: `0x${(feeGwei * 1_000_000_000n).toString(16)}`, data: data(name, values) }),
    /** Reads without a transaction; the answer's words as integers. */
    async read(name, values = []) {
      const answer = await call("eth_call", { to: address, data: data(name, values) }, "latest");
      return answer.slice(2).match(/.{64}/g).map((word) => BigInt(`0x${word}`));
    },
  };
}
