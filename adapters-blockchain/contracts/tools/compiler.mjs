// Compiles the contracts with the pinned solc-js; the one place that says with which settings.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const require = createRequire(import.meta.url);

export const root = fileURLToPath(new URL("..", import.meta.url));

export const settings = {
  optimizer: { enabled: true, runs: 10_000 },
  viaIR: false,
  evmVersion: "osaka",
};

/** The Solidity sources by path below the root, with "/" and in byte order whatever the machine. */
export function sources() {
  const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".sol"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length).replaceAll("\\", "/"));
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** SHA-256 over `path NUL text NUL` of each source, in the order of their paths. */
export function sourceDigest(files = sources()) {
  const hash = createHash("sha256");
  for (const [path, text] of Object.entries(files)) hash.update(`${path}\0${text}\0`);
  return hash.digest("hex");
}

/** Runs solc on the sources; throws with its messages on an error or a warning of ours. */
export function compile() {
  const solc = require("solc");
  const files = sources();
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(files).map(([path, content]) => [path, { content }])),
    settings: {
      ...settings,
      outputSelection: {
        "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "evm.methodIdentifiers", "storageLayout"] },
      },
    },
  };
  const read = (path) => {
    try {
      return { contents: readFileSync(path in files ? join(root, path) : require.resolve(path), "utf8") };
    } catch {
      return { error: `${path} is not installed; run npm ci` };
    }
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
  const ours = (output.errors ?? []).filter(
    (error) => error.severity === "error" || error.sourceLocation?.file in files,
  );
  if (ours.length > 0) throw new Error(ours.map((error) => error.formattedMessage).join("\n"));
  return { version: solc.version(), files, contracts: output.contracts };
}

/** The four-byte selectors by function name; no function is overloaded. */
function selectors(methodIdentifiers) {
  return Object.fromEntries(
    Object.entries(methodIdentifiers).map(([signature, selector]) => [signature.split("(")[0], selector]),
  );
}

/** The text of the committed artifact of one contract. */
export function artifact(compilation, contractName) {
  const { abi, evm, storageLayout } = compilation.contracts[`src/${contractName}.sol`][contractName];
  const packages = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  return `${JSON.stringify(
    {
      contractName,
      abi,
      methodIdentifiers: selectors(evm.methodIdentifiers),
      bytecode: `0x${evm.bytecode.object}`,
      deployedBytecode: `0x${evm.deployedBytecode.object}`,
      storageLayout: storageLayout.storage.map(({ slot, offset, label, type }) => ({
        slot: Number(slot),
        offset,
        label,
        type: storageLayout.types[type].label,
        bytes: Number(storageLayout.types[type].numberOfBytes),
      })),
      compiler: {
        solc: compilation.version.replace(/\.Emscripten.*/, ""),
        settings,
        openzeppelin: packages["node_modules/@openzeppelin/contracts"].version,
      },
      sourceDigest: sourceDigest(compilation.files),
    },
    null,
    2,
  )}\n`;
}

export const contractNames = ["CommandGateway"];

export const artifactPath = (contractName) => join(root, "artifacts", `${contractName}.json`);
