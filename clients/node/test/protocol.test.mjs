// The client against the worked examples of docs/protocol.md, which the platform's own tests generate.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { keccak256 } from "ethers";
import { fromHex, toHex, utf8 } from "../src/bytes.mjs";
import { X25519, X_WING, cipherSuite, headerOf, infoOf, keyIdOf, pad, seal } from "../src/envelope.mjs";
import { canonical, checkWrapper, digestOf, leafOf, nodeOf, packEntry, rootFrom, unpackEntry } from "../src/evidence.mjs";

const examples = JSON.parse(readFileSync(new URL("../../../docs/protocol-examples.json", import.meta.url), "utf8"));
const { binding, x25519, xWing, evidence, batch } = examples;

const SUITES = [
  { suite: X25519, example: x25519, secret: x25519.privateKey },
  { suite: X_WING, example: xWing, secret: xWing.seed },
];

for (const { suite, example, secret } of SUITES) {
  test(`suite ${suite}: key id, header, info and padding are the example's`, async () => {
    const publicKey = fromHex(example.publicKey);
    const header = await headerOf(suite, publicKey);
    assert.equal(toHex(await keyIdOf(suite, publicKey)), example.keyId);
    assert.equal(toHex(header), example.header);
    assert.equal(toHex(infoOf(header, binding)), example.info);
    assert.equal(toHex(pad(utf8(example.payload))), example.plaintext);
    assert.equal(Number(BigInt(keccak256(fromHex(example.envelope))) & 0xffffffn), example.tag);
  });

  test(`suite ${suite}: opens the example's envelope`, async () => {
    assert.equal(toHex(await open(suite, secret, fromHex(example.envelope), example)), example.plaintext);
  });

  test(`suite ${suite}: what it seals opens, and never twice alike`, async () => {
    const sealing = { suite, publicKey: fromHex(example.publicKey), binding, payload: example.payload };
    const envelope = await seal(sealing);
    assert.equal(envelope.length, fromHex(example.envelope).length);
    assert.equal(toHex(await open(suite, secret, envelope, example)), example.plaintext);
    assert.notEqual(toHex(await seal(sealing)), toHex(envelope));
  });
}

test("seals the X25519 example to the byte", async () => {
  const { kem } = cipherSuite(X25519);
  const privateKey = await kem.deserializePrivateKey(fromHex(x25519.ephemeralPrivateKey));
  const encapsulated = fromHex(x25519.envelope).slice(10, 42);
  const ekm = { privateKey, publicKey: await kem.deserializePublicKey(encapsulated) };
  const envelope = await seal({ suite: X25519, publicKey: fromHex(x25519.publicKey), binding, payload: x25519.payload, ekm });
  assert.equal(toHex(envelope), x25519.envelope);
});

test("seals the X-Wing example to the byte", async () => {
  const envelope = await seal({
    suite: X_WING,
    publicKey: fromHex(xWing.publicKey),
    binding,
    payload: xWing.payload,
    ekm: fromHex(xWing.encapsulationRandomness),
  });
  assert.equal(toHex(envelope), xWing.envelope);
});

test("refuses a payload that the contract would not take", async () => {
  await assert.rejects(
    seal({ suite: X25519, publicKey: fromHex(x25519.publicKey), binding, payload: "x".repeat(8200) }),
    /8192/,
  );
});

test("comes to the example's digest, leaf and root", async () => {
  assert.equal(canonical(JSON.parse(evidence.document)), evidence.document);
  assert.equal(await digestOf(JSON.parse(evidence.document)), evidence.digest);
  const leaves = batch.entries.map((entry) => leafOf({ ...binding, ...entry }));
  assert.deepEqual(leaves, batch.entries.map((entry) => entry.leaf));
  assert.equal(nodeOf(nodeOf(leaves[0], leaves[1]), leaves[2]), batch.root);
  for (const entry of batch.entries) {
    assert.equal(rootFrom(entry.leaf, entry.proof), batch.root);
    assert.equal(packEntry(entry), entry.packed);
    const { commandId, tag, verdict, reason } = unpackEntry(BigInt(entry.packed));
    assert.deepEqual([Number(commandId), tag, verdict, reason], [entry.commandId, entry.tag, entry.verdict, entry.reason]);
  }
});

test("accepts the example's wrapper, and refuses it with any byte changed", async () => {
  const wrapper = JSON.parse(evidence.wrapper);
  const findings = {
    submission: wrapper.evidence.command,
    verdict: {
      verdict: 0,
      reason: 0,
      root: wrapper.settlement.evidenceRoot,
      transactionHash: wrapper.settlement.transactionHash,
      blockNumber: wrapper.settlement.blockNumber,
      blockHash: wrapper.settlement.blockHash,
    },
  };
  assert.equal((await checkWrapper(evidence.wrapper, findings)).leaf, evidence.leaf);
  for (let at = 0; at < evidence.wrapper.length; at++) {
    const changed = String.fromCharCode(evidence.wrapper.charCodeAt(at) ^ 1);
    await assert.rejects(checkWrapper(evidence.wrapper.slice(0, at) + changed + evidence.wrapper.slice(at + 1), findings));
  }
  const otherVerdict = { ...findings, verdict: { ...findings.verdict, verdict: 1, reason: 7 } };
  await assert.rejects(checkWrapper(evidence.wrapper, otherVerdict), /decision/);
});

test("takes a command that a reorganisation moved, or that was sent again, for the same one", async () => {
  const wrapper = JSON.parse(evidence.wrapper);
  const { settlement } = wrapper;
  const verdict = { verdict: 0, reason: 0, root: settlement.evidenceRoot, ...settlement };
  const told = wrapper.evidence.command;
  const moved = { ...told, blockNumber: told.blockNumber + 1, blockHash: told.transactionHash, deadline: told.deadline + 12 };
  const again = { ...moved, transactionHash: told.blockHash, feeGwei: told.feeGwei + 1 };
  const carried = (hash) => canonical({ ...wrapper, submission: { transactionHash: hash } });

  await checkWrapper(evidence.wrapper, { submission: moved, verdict });
  await checkWrapper(carried(again.transactionHash), { submission: again, verdict });

  await assert.rejects(checkWrapper(evidence.wrapper, { submission: again, verdict }), /command/);
  await assert.rejects(checkWrapper(evidence.wrapper, { submission: { ...moved, tag: 1 }, verdict }), /command/);
  await assert.rejects(checkWrapper(carried(again.transactionHash), { submission: { ...again, tag: 1 }, verdict }), /command/);
  await assert.rejects(checkWrapper(carried(settlement.transactionHash), { submission: again, verdict }), /transaction/);
  await assert.rejects(checkWrapper(carried(told.transactionHash), { submission: moved, verdict }), /twice/);
  await assert.rejects(
    checkWrapper(canonical({ ...wrapper, submission: { transactionHash: again.transactionHash, more: 1 } }), { submission: again, verdict }),
    /other members/,
  );
});

async function open(suite, secret, envelope, example) {
  const hpke = cipherSuite(suite);
  const size = suite === X25519 ? 32 : 1120;
  const recipient = await hpke.createRecipientContext({
    recipientKey: await hpke.kem.deserializePrivateKey(fromHex(secret)),
    enc: envelope.slice(10, 10 + size),
    info: fromHex(example.info),
  });
  return new Uint8Array(await recipient.open(envelope.slice(10 + size), fromHex(example.header)));
}
