// Finds the native binaries of forge and anvil, which npm installs as packages for each platform.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** The path of the native binary; going round the package's Node wrapper lets a signal reach the real process. */
export function foundryBinary(tool) {
  const arch = { x64: "amd64", arm64: "arm64" }[process.arch];
  const platform = { linux: "linux", darwin: "darwin", win32: "win32" }[process.platform];
  const name = `@foundry-rs/${tool}-${platform}-${arch}`;
  try {
    const suffix = process.platform === "win32" ? ".exe" : "";
    return join(dirname(require.resolve(`${name}/package.json`)), "bin", `${tool}${suffix}`);
  } catch {
    throw new Error(`${name} is not installed; run npm ci`);
  }
}
