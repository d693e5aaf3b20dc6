#!/usr/bin/env node
// A botfleet client written from docs/protocol.md alone: seals a command, sends it, waits for the verdict, fetches the
// evidence and recomputes it up to the root on chain. None of the platform's code is in it.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { toHex } from "./src/bytes.mjs";
import { X25519, X_WING, seal } from "./src/envelope.mjs";
import { checkWrapper } from "./src/evidence.mjs";
import { Gateway } from "./src/gateway.mjs";

const USAGE = `usage: botfleet-client.mjs start --platform FILE [options]
       botfleet-client.mjs stop  --platform FILE [--mode drain|exit|now] [options]

Sends one command and follows it until its evidence is checked against the chain.

  --platform FILE         the platform's platform.json: apiUrl, rpcUrl, chainId, gateway, wallets
  --wallet NAME           a wallet of that file (else the key in BOTFLEET_PRIVATE_KEY)
  --suite x-wing|x25519   default x-wing
  --fee-gwei N            default: the contract's smallest
  --valid-seconds N       how long the command may take to be mined, default 600
  --timeout N             seconds to wait for the verdict, default: until the deadline
  --json                  one JSON object a line

of start:
  --strategy NAME --exchange binance --stake-currency USDT --stake-amount 10|unlimited
  --max-open-trades 3 --timeframe 5m --pairs BTC/USDT,ETH/USDT --live --adopt-positions
  --live needs BOTFLEET_EXCHANGE_KEY and BOTFLEET_EXCHANGE_SECRET in the environment

exit codes: 0 approved, 3 rolled back, both with evidence that holds; 4 reclaimed; 2 wrong usage; 1 anything else`;

const OPTIONS = {
  platform: { type: "string" },
  wallet: { type: "string" },
  suite: { type: "string", default: "x-wing" },
  "fee-gwei": { type: "string" },
  "valid-seconds": { type: "string", default: "600" },
  timeout: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
  mode: { type: "string", default: "drain" },
  strategy: { type: "string", default: "SampleStrategy" },
  exchange: { type: "string", default: "binance" },
  "stake-currency": { type: "string", default: "USDT" },
  "stake-amount": { type: "string", default: "10" },
  "max-open-trades": { type: "string", default: "3" },
  timeframe: { type: "string", default: "5m" },
  pairs: { type: "string", default: "BTC/USDT" },
  live: { type: "boolean", default: false },
  "adopt-positions": { type: "boolean", default: false },
};

class Usage extends Error {}

function needed(name) {
  const value = process.env[name];
  if (!value) throw new Usage(`${name} is not set in the environment`);
  return value;
}

function commandOf(type, options) {
  if (type === "stop") return { type, mode: options.mode };
  return {
    type,
    strategy: options.strategy,
    exchange: options.exchange,
    dryRun: !options.live,
    ...(options.live
      ? { credentials: { apiKey: needed("BOTFLEET_EXCHANGE_KEY"), secretKey: needed("BOTFLEET_EXCHANGE_SECRET") } }
      : {}),
    stakeCurrency: options["stake-currency"],
    stakeAmount: options["stake-amount"] === "unlimited" ? "unlimited" : Number(options["stake-amount"]),
    maxOpenTrades: Number(options["max-open-trades"]),
    timeframe: options.timeframe,
    pairs: options.pairs.split(","),
    adoptPositions: options["adopt-positions"],
  };
}

function keyOf(platform, name) {
  if (name === undefined) return needed("BOTFLEET_PRIVATE_KEY");
  const wallet = platform.wallets?.find((each) => each.name === name);
  if (wallet === undefined) throw new Usage(`the platform's file has no wallet "${name}"`);
  return wallet.privateKey;
}

/** The evidence's exact text: it may be a moment behind the verdict. */
async function fetchEvidence(apiUrl, commandId) {
  const url = new URL(`commands/${commandId}/evidence`, apiUrl.endsWith("/") ? apiUrl : `${apiUrl}/`);
  for (const until = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status === 200) return answer.text();
    if (Date.now() > until) throw new Error(`no evidence at ${url}: ${answer?.status ?? "no answer"}`);
  }
}

async function run(type, options) {
  const platform = JSON.parse(readFileSync(options.platform, "utf8"));
  const privateKey = keyOf(platform, options.wallet);
  const say = (step, facts) =>
    console.log(
      options.json
        ? JSON.stringify({ step, ...facts })
        : `${step.padEnd(10)} ${Object.entries(facts).map(([name, value]) => `${name} ${value}`).join(", ")}`,
    );
  const gateway = new Gateway(platform);
  try {
    await gateway.check();
    const { computeAddress } = await import("ethers");
    const sender = computeAddress(privateKey.startsWith("0x") ? privateKey : `0x${privateKey}`).toLowerCase();
    const suite = { "x-wing": X_WING, x25519: X25519 }[options.suite];
    if (suite === undefined) throw new Usage(`there is no suite "${options.suite}"`);
    const payload = {
      version: 1,
      commandKey: toHex(crypto.getRandomValues(new Uint8Array(16))).slice(2),
      notAfter: Math.floor(Date.now() / 1000) + Number(options["valid-seconds"]),
      command: commandOf(type, options),
    };
    const envelope = await seal({
      suite,
      publicKey: await gateway.currentKey(suite),
      binding: { chainId: platform.chainId, gateway: gateway.address, sender },
      payload: JSON.stringify(payload),
    });
    const fee = options["fee-gwei"] === undefined ? await gateway.minimumFee() : BigInt(options["fee-gwei"]);
    say("sealed", { bytes: envelope.length, suite: options.suite, feeGwei: fee.toString() });
    const submission = await gateway.submit(privateKey, envelope, fee);
    say("submitted", {
      command: submission.commandId,
      client: submission.client,
      transaction: submission.transactionHash,
      block: submission.blockNumber,
    });
    const until = options.timeout === undefined ? submission.deadline * 1000 : Date.now() + Number(options.timeout) * 1000;
    const verdict = await gateway.verdict(submission.commandId, submission.blockNumber, until);
    if (verdict.reclaimed) {
      say("reclaimed", { command: submission.commandId });
      return 4;
    }
    say("settled", {
      verdict: verdict.verdict === 0 ? "approved" : `rolled back, reason ${verdict.reason}`,
      transaction: verdict.transactionHash,
      block: verdict.blockNumber,
    });
    const { digest, leaf } = await checkWrapper(await fetchEvidence(platform.apiUrl, submission.commandId), {
      submission,
      verdict,
    });
    say("verified", { digest, leaf, root: verdict.root });
    return verdict.verdict === 0 ? 0 : 3;
  } finally {
    gateway.close();
  }
}

async function main() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (positionals.length !== 1 || !["start", "stop"].includes(positionals[0]) || values.platform === undefined) {
    throw new Usage(USAGE);
  }
  return run(positionals[0], values);
}

try {
  process.exitCode = await main();
} catch (error) {
  const usage = error instanceof Usage || error.code?.startsWith?.("ERR_PARSE_ARGS");
  console.error(usage ? error.message : `botfleet-client: ${error.shortMessage ?? error.message}`);
  process.exitCode = usage ? 2 : 1;
}
