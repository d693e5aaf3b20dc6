// Section 7 of docs/protocol.md: the evidence, from its bytes to the root on chain.
import { AbiCoder, concat, keccak256 } from "ethers";
import { sha256, toHex, utf8 } from "./bytes.mjs";

/** Section 6's reasons, by code. */
const REASONS = [
  undefined,
  "UNREADABLE",
  "INVALID",
  "DUPLICATE",
  "EXPIRED",
  "SUPERSEDED",
  "CAPACITY",
  "TIMEOUT",
  "NOTHING_TO_STOP",
  "NOT_DEPLOYED",
  "EXECUTION_FAILED",
  "MISMATCH",
  "POSITIONS_OPEN",
  "CLIENT_FROZEN",
  "STRATEGY_NOT_ALLOWED",
];

/** RFC 8785: members by UTF-16 code units, which is how JavaScript sorts, and numbers as JavaScript writes them. */
export const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(value);
};

export const digestOf = async (document) => toHex(await sha256(utf8(canonical(document))));

export const leafOf = ({ chainId, gateway, commandId, tag, verdict, reason, digest }) =>
  keccak256(
    keccak256(
      AbiCoder.defaultAbiCoder().encode(
        ["uint256", "address", "uint256", "uint24", "uint8", "uint8", "bytes32"],
        [chainId, gateway, commandId, tag, verdict, reason, digest],
      ),
    ),
  );

export const nodeOf = (one, other) => keccak256(one < other ? concat([one, other]) : concat([other, one]));

export const rootFrom = (leaf, proof) => proof.reduce(nodeOf, leaf);

export const packEntry = ({ commandId, tag, verdict, reason }) =>
  "0x" +
  ((BigInt(commandId) << 40n) | (BigInt(tag) << 16n) | (BigInt(verdict) << 8n) | BigInt(reason))
    .toString(16)
    .padStart(64, "0");

export const unpackEntry = (packed) => ({
  commandId: packed >> 40n,
  tag: Number((packed >> 16n) & 0xffffffn),
  verdict: Number((packed >> 8n) & 0xffn),
  reason: Number(packed & 0xffn),
});

/** The wrapper's parts, once its bytes are known to be the one form that it may have. */
export function parseWrapper(text) {
  const wrapper = JSON.parse(text);
  if (canonical(wrapper) !== text) throw new Error("the evidence is not in its canonical form");
  if (Object.keys(wrapper).sort().join() !== "digest,evidence,merkleProof,settlement") {
    throw new Error("the evidence has other members than it may have");
  }
  return wrapper;
}

/**
 * Compares a wrapper with what the chain says; throws at the first thing that differs.
 * `submission` and `verdict` are the client's own findings on chain, never the platform's word.
 */
export async function checkWrapper(text, { submission, verdict }) {
  const { digest, evidence, merkleProof, settlement } = parseWrapper(text);
  const same = (what, told, found) => {
    if (canonical(told) !== canonical(found)) throw new Error(`${what}: the evidence says ${canonical(told)}, the chain ${canonical(found)}`);
  };
  same("digest", digest, await digestOf(evidence));
  same("command", evidence.command, submission);
  same("decision", evidence.verdict.decision, verdict.verdict === 0 ? "approve" : "rollback");
  same("reason", evidence.verdict.reason ?? null, REASONS[verdict.reason] ?? null);
  same("settlement", settlement, {
    blockHash: verdict.blockHash,
    blockNumber: verdict.blockNumber,
    evidenceRoot: verdict.root,
    transactionHash: verdict.transactionHash,
  });
  const leaf = leafOf({
    chainId: submission.chainId,
    gateway: submission.gateway,
    commandId: submission.commandId,
    tag: submission.tag,
    verdict: verdict.verdict,
    reason: verdict.reason,
    digest,
  });
  same("root", rootFrom(leaf, merkleProof), verdict.root);
  return { digest, leaf, evidence };
}
