// Runs forge in this folder with the arguments given.
import { spawnSync } from "node:child_process";
import { root } from "./compiler.mjs";
import { foundryBinary } from "./foundry.mjs";

const { status, error } = spawnSync(foundryBinary("forge"), process.argv.slice(2), { cwd: root, stdio: "inherit" });
if (error) throw error;
process.exitCode = status ?? 1;
