// Measures what whole transactions cost (intrinsic gas and calldata included) by sending them to a real EVM node, and
// checks the figures against the committed snapshot and the limits; --update writes the snapshot.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "./abi.mjs";
import { withAnvil } from "./anvil.mjs";
import { artifactPath, root } from "./compiler.mjs";

/** What the project promises; a figure above its limit fails whatever the snapshot says. */
const limits = {
  "submit 304 B, a client's second": 64_000,
  "approve": 30_000,
  "rollback to a wallet": 36_800,
  "batch of 100 approvals, each": 5_000,
  "reclaim": 30_500,
};

const snapshotPath = join(root, "gas-snapshot.json");
const contract = JSON.parse(readFileSync(artifactPath("CommandGateway"), "utf8"));
const EVIDENCE = `0x${"5a".repeat(32)}`;
const FEE_GWEI = 1_000_000n;
const WINDOW = 3_600;
const ROLLBACK = 1n;
const REASON = 7n;
/** No byte is zero, as in a ciphertext nearly none is. */
const envelope = (size, seed = 0) =>
  `0x${Array.from({ length: size }, (_, i) => (((i * 31 + seed * 7) % 255) + 1).toString(16).padStart(2, "0")).join("")}`;

const types = {
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
};

async function measure(call) {
  const [owner, settler, payer, other, ...crowd] = await call("eth_accounts");
  const mined = async (transaction) => {
    const hash = await call("eth_sendTransaction", { gas: "0xf00000", ...transaction });
    // anvil answers before it has mined.
    let receipt = null;
    for (const until = Date.now() + 10_000; receipt === null && Date.now() < until; ) {
      receipt = await call("eth_getTransactionReceipt", hash);
    }
    if (receipt === null) throw new Error(`not mined: ${hash}`);
    if (receipt.status !== "0x1") throw new Error(`reverted: ${JSON.stringify(transaction).slice(0, 200)}`);
    return receipt;
  };
  const constructorArguments = encode(
    [["struct", "uint", "uint", "uint", "uint", "uint", ["list", ["struct", "uint", "bytes"]]]],
    [[owner, settler, 1_000, WINDOW, 0, [[1, envelope(32)]]]],
  );
  const creation = await mined({ from: owner, data: contract.bytecode + constructorArguments });
  const gateway = creation.contractAddress;
  const dataOf = (name, values) => `0x${contract.methodIdentifiers[name]}${encode(types[name], values)}`;
  const send = async (from, name, values, feeGwei = 0n) => {
    const value = `0x${(feeGwei * 1_000_000_000n).toString(16)}`;
    const receipt = await mined({ from, to: gateway, value, data: dataOf(name, values) });
    return { gas: Number(receipt.gasUsed), receipt };
  };
  const gas = async (...parameters) => (await send(...parameters)).gas;
  let last = 0n;
  const submit = async (from, size = 304) => {
    last += 1n;
    return gas(from, "submit", [envelope(size, Number(last))], FEE_GWEI);
  };
  const tagOf = async (id) => {
    const escrow = await call("eth_call", { to: gateway, data: dataOf("escrowOf", [id]) }, "latest");
    return BigInt(`0x${escrow.slice(2 + 3 * 64)}`);
  };
  const settle = async (ids, outcome) => {
    const entries = [];
    for (const id of ids) entries.push((id << 40n) | ((await tagOf(id)) << 16n) | outcome);
    return (await gas(settler, "settle", [entries, EVIDENCE])) / ids.length;
  };

  const figures = {};
  figures["deploy with one X25519 key"] = Number(creation.gasUsed);
  figures["register"] = await gas(crowd[0], "register", []);
  figures["invite"] = await gas(crowd[0], "invite", [crowd[1]]);
  figures["accept"] = await gas(crowd[1], "accept", [1]);
  figures["publish a 1,216-byte key"] = await gas(owner, "publishKey", [2, envelope(1216)]);
  await submit(other);
  figures["submit 304 B, a client's first"] = await submit(payer);
  figures["submit 304 B, a client's second"] = await submit(payer);
  figures["submit 560 B"] = await submit(payer, 560);
  figures["submit 1,392 B"] = await submit(payer, 1392);
  figures["submit 1,648 B"] = await submit(payer, 1648);
  figures["approve"] = await gas(settler, "approve", [2n, await tagOf(2n), EVIDENCE]);
  figures["rollback to a wallet"] = await gas(settler, "rollback", [3n, await tagOf(3n), REASON, EVIDENCE]);
  const batch = async (count, senders, outcome) => {
    const ids = [];
    for (let i = 0; i < count; i += 1) {
      await submit(senders[i % senders.length]);
      ids.push(last);
    }
    return Math.round(await settle(ids, outcome));
  };
  figures["batch of 100 approvals, each"] = await batch(100, [payer], 0n);
  figures["batch of 200 approvals, each"] = await batch(200, [payer], 0n);
  figures["batch of 100 rollbacks to 100 wallets, each"] = await batch(100, crowd.slice(0, 100), (ROLLBACK << 8n) | REASON);
  await submit(payer);
  await call("evm_increaseTime", WINDOW + 1);
  figures["reclaim"] = await gas(payer, "reclaim", [last]);
  await submit(payer);
  await call("evm_increaseTime", WINDOW + 1);
  figures["reclaim by a stranger"] = await gas(other, "reclaim", [last]);
  return figures;
}

const figures = await withAnvil(measure);
if (process.argv.includes("--update")) {
  writeFileSync(snapshotPath, `${JSON.stringify(figures, null, 2)}\n`);
  console.log("gas-snapshot.json written");
}
const snapshot = JSON.parse(readFileSync(snapshotPath, "utf8"));
for (const name of new Set([...Object.keys(snapshot), ...Object.keys(limits), ...Object.keys(figures)])) {
  const problems = [];
  if (figures[name] === undefined) problems.push("is not measured any more");
  if (figures[name] !== snapshot[name]) problems.push(`the snapshot says ${snapshot[name]}: npm run gas, and commit it`);
  if (limits[name] !== undefined && !(figures[name] <= limits[name])) problems.push(`is above the limit ${limits[name]}`);
  console.log(`${String(figures[name]).padStart(9)}  ${name}${problems.map((problem) => `  ✗ ${problem}`).join("")}`);
  if (problems.length > 0) process.exitCode = 1;
}
