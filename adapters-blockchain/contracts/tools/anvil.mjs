// A development chain for one measurement, and the few calls it needs.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foundryBinary } from "./foundry.mjs";

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts anvil on a free loopback port, runs `work` with a JSON-RPC function, and stops it. */
export async function withAnvil(work) {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), "botfleet-gas-"));
  const child = spawn(
    foundryBinary("anvil"),
    ["--host", "127.0.0.1", "--port", String(port), "--hardfork", "osaka", "--accounts", "110", "--silent"]
      .concat(["--cache-path", directory, "--prune-history"]),
    { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, HOME: directory } },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const call = async (method, ...params) => {
    const response = await fetch(`http://127.0.0.1:${port}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const { result, error } = await response.json();
    if (error) throw new Error(`${method}: ${error.message} ${error.data ?? ""}`);
    return result;
  };
  try {
    for (const until = Date.now() + 20_000; ; ) {
      try {
        await call("eth_chainId");
        break;
      } catch (error) {
        if (Date.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    return await work(call);
  } finally {
    child.kill();
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }
}
