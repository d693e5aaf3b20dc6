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
  const { submission, ...always } = wrapper;
  const sentAgain = submission === undefined || Object.keys(submission).join() === "transactionHash";
  if (Object.keys(always).sort().join() !== "digest,evidence,merkleProof,settlement" || !sentAgain) {
    throw new Error("the evidence has other members than it may have");
  }
  return wrapper;
}

/** Where the transaction was when the verdict was made: a reorganisation may have moved it since. */
const PLACE = ["blockHash", "blockNumber", "deadline"];

/** What tells of the transaction itself: it may be another one, where the same envelope was sent again. */
const TRANSACTION = ["feeGwei", "transactionHash"];

const without = (command, names) => Object.fromEntries(Object.entries(command).filter(([name]) => !names.includes(name)));

/**
 * Compares a wrapper with what the chain says; throws at the first thing that differs.
 * `submission` and `verdict` are the client's own findings on chain, never the platform's word.
 */
export async function checkWrapper(text, { submission, verdict }) {
  const { digest, evidence, merkleProof, settlement, submission: carrier } = parseWrapper(text);
  const same = (what, told, found) => {
    if (canonical(told) !== canonical(found)) throw new Error(`${what}: the evidence says ${canonical(told)}, the chain ${canonical(found)}`);
  };
  same("digest", digest, await digestOf(evidence));
  const mayDiffer = carrier === undefined ? PLACE : [...PLACE, ...TRANSACTION];
  same("members of command", Object.keys(evidence.command).sort(), Object.keys(submission).sort());
  same("command", without(evidence.command, mayDiffer), without(submission, mayDiffer));
  if (carrier !== undefined) {
    same("transaction", carrier.transactionHash, submission.transactionHash);
    if (carrier.transactionHash === evidence.command.transactionHash) throw new Error("the evidence names one transaction twice");
  }
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
