// Finds the native binaries of forge and anvil. Their packages for linux-x86-64 are named directly: the umbrella packages
// @foundry-rs/forge and anvil list every platform, and npm ci refuses a lockfile made where one of those was missing.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** The path of the native binary. */
export function foundryBinary(tool) {
  const arch = { x64: "amd64", arm64: "arm64" }[process.arch];
  const platform = { linux: "linux", darwin: "darwin", win32: "win32" }[process.platform];
  const name = `@foundry-rs/${tool}-${platform}-${arch}`;
  try {
    const suffix = process.platform === "win32" ? ".exe" : "";
    return join(dirname(require.resolve(`${name}/package.json`)), "bin", `${tool}${suffix}`);
  } catch {
    throw new Error(`${name} is not installed: run npm ci on linux-x86-64, or npm install --no-save ${name}@1.7.1`);
  }
}
