// What forge can only imitate: a block's reward that goes to the gateway, on a real EVM node.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withAnvil } from "../tools/anvil.mjs";
import { createGateway, envelopeOf } from "../tools/gateway.mjs";

const FEE_GWEI = 1_000_000n;

test("books a block's reward as surplus and pays out exactly that", { timeout: 60_000 }, () =>
  withAnvil(async (call) => {
    const gateway = await createGateway(call);
    const [owner, , payer] = gateway.accounts;
    const balance = async (address) => BigInt(await call("eth_getBalance", address, "latest"));
    await gateway.send(payer, "submit", [envelopeOf(304)], FEE_GWEI);
    assert.deepEqual(await gateway.read("surplus"), [0n]);

    await call("anvil_setCoinbase", gateway.address);
    await gateway.send(payer, "submit", [envelopeOf(304)], FEE_GWEI);
    await call("anvil_setCoinbase", owner);
    const held = 2n * FEE_GWEI * 1_000_000_000n;
    const reward = (await balance(gateway.address)) - held;
    assert.ok(reward > 0n, "the chain pays a reward");
    assert.deepEqual(await gateway.read("surplus"), [reward]);

    const treasury = `0x${"7e".repeat(20)}`;
    await gateway.send(owner, "withdrawSurplus", [treasury]);
    assert.equal(await balance(treasury), reward);
    assert.equal(await balance(gateway.address), held);
  }),
);
