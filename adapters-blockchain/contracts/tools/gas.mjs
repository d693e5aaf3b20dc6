// Measures what whole transactions cost (intrinsic gas and calldata included) by sending them to a real EVM node, and
// checks the figures against the committed snapshot and the limits; --update writes the snapshot.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withAnvil } from "./anvil.mjs";
import { root } from "./compiler.mjs";
import { createGateway, envelopeOf, WINDOW } from "./gateway.mjs";

/** What the project promises; a figure above its limit fails whatever the snapshot says. */
const limits = {
  "submit 304 B, a client's second": 64_000,
  "approve": 30_000,
  "rollback to a wallet": 36_800,
  "batch of 100 approvals, each": 5_000,
  "reclaim": 30_500,
};

const snapshotPath = join(root, "gas-snapshot.json");
const EVIDENCE = `0x${"5a".repeat(32)}`;
const FEE_GWEI = 1_000_000n;
const APPROVE = 0n;
const REASON = 7n;
const ROLLBACK = (1n << 8n) | REASON;

async function measure(call) {
  const gateway = await createGateway(call);
  const [owner, settler, payer, other, ...crowd] = gateway.accounts;
  const gas = async (...transaction) => Number((await gateway.send(...transaction)).gasUsed);
  const tagOf = async (id) => (await gateway.read("escrowOf", [id]))[3];
  let last = 0n;
  const submit = (from, size = 304) => {
    last += 1n;
    return gas(from, "submit", [envelopeOf(size, Number(last))], FEE_GWEI);
  };
  const batch = async (count, senders, outcome) => {
    const entries = [];
    for (let i = 0; i < count; i += 1) {
      await submit(senders[i % senders.length]);
      entries.push((last << 40n) | ((await tagOf(last)) << 16n) | outcome);
    }
    return Math.round((await gas(settler, "settle", [entries, EVIDENCE])) / count);
  };

  const figures = {};
  figures["deploy with one X25519 key"] = Number(gateway.creation.gasUsed);
  figures["register"] = await gas(crowd[0], "register");
  figures["invite"] = await gas(crowd[0], "invite", [crowd[1]]);
  figures["accept"] = await gas(crowd[1], "accept", [1]);
  figures["publish a 1,216-byte key"] = await gas(owner, "publishKey", [2, envelopeOf(1216)]);
  await submit(other);
  figures["submit 304 B, a client's first"] = await submit(payer);
  figures["submit 304 B, a client's second"] = await submit(payer);
  figures["submit 560 B"] = await submit(payer, 560);
  figures["submit 1,392 B"] = await submit(payer, 1392);
  figures["submit 1,648 B"] = await submit(payer, 1648);
  figures["approve"] = await gas(settler, "approve", [2n, await tagOf(2n), EVIDENCE]);
  figures["rollback to a wallet"] = await gas(settler, "rollback", [3n, await tagOf(3n), REASON, EVIDENCE]);
  figures["batch of 100 approvals, each"] = await batch(100, [payer], APPROVE);
  figures["batch of 200 approvals, each"] = await batch(200, [payer], APPROVE);
  figures["batch of 100 rollbacks to 100 wallets, each"] = await batch(100, crowd.slice(0, 100), ROLLBACK);
  await submit(payer);
  await submit(payer);
  await call("evm_increaseTime", WINDOW + 1);
  figures["reclaim"] = await gas(payer, "reclaim", [last]);
  figures["reclaim by a stranger"] = await gas(other, "reclaim", [last - 1n]);
  return figures;
}

const figures = await withAnvil(measure);
if (process.argv.includes("--update")) {
  writeFileSync(snapshotPath, `${JSON.stringify(figures, null, 2)}\n`);
  console.log("gas-snapshot.json written");
}
const snapshot = existsSync(snapshotPath) ? JSON.parse(readFileSync(snapshotPath, "utf8")) : {};
for (const name of new Set([...Object.keys(snapshot), ...Object.keys(limits), ...Object.keys(figures)])) {
  const problems = [];
  if (figures[name] !== snapshot[name]) problems.push(`the snapshot says ${snapshot[name]}: npm run gas, and commit it`);
  if (name in limits && !(figures[name] <= limits[name])) problems.push(`the limit is ${limits[name]}`);
  console.log(`${String(figures[name]).padStart(9)}  ${name}${problems.map((problem) => `  ✗ ${problem}`).join("")}`);
  if (problems.length > 0) process.exitCode = 1;
}
