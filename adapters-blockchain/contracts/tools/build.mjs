// Regenerates the committed artifacts from the sources; with --check, fails when they differ instead.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { artifact, artifactPath, compile, contractNames, root } from "./compiler.mjs";

const checking = process.argv.includes("--check");
const compilation = compile();
mkdirSync(join(root, "artifacts"), { recursive: true });
for (const name of contractNames) {
  const path = artifactPath(name);
  const text = artifact(compilation, name);
  if (!checking) {
    writeFileSync(path, text);
    console.log(`artifacts/${name}.json written`);
  } else if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    console.error(`artifacts/${name}.json is stale: run npm run build and commit it`);
    process.exitCode = 1;
  } else {
    console.log(`artifacts/${name}.json matches the sources`);
  }
}
