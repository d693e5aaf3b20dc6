// Seeds one bug at a time into a copy of the contracts and checks that the test meant for it fails. Takes minutes, so it
// is not part of npm test: run it when the tests or the contracts change.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./compiler.mjs";
import { foundryBinary } from "./foundry.mjs";

const GATEWAY = "src/CommandGateway.sol";
const REGISTRY = "src/ClientRegistry.sol";
const KEYS = "src/KeyRegistry.sol";
const ENTRY = "src/types/SettlementEntry.sol";
const PAYOUT = "src/libraries/Payout.sol";
const CLEAR = "slot.escrow = EscrowLibrary.NONE;";

/** What is broken, where, the text and its replacement, which of its occurrences, and what has to notice. */
const mutants = [
  // The invariants.
  ["a failed refund is not booked as owed", GATEWAY, "_owedGwei += feeGwei;", "", 0, "InvariantsTest"],
  ["the surplus forgets the escrow", GATEWAY, "boundGwei += _escrows[commandId].escrow.feeGwei();", "", 0, "InvariantsTest"],
  ["the surplus forgets the credits", GATEWAY, "uint256(_earnedGwei) + _owedGwei", "uint256(_earnedGwei)", 0, "InvariantsTest"],
  ["open commands are skipped as settled", GATEWAY, " && !_escrows[commandId].escrow.isOpen()", "", 0, "InvariantsTest"],
  ["a reclaimed command stays open", GATEWAY, CLEAR, "", 0, "InvariantsTest"],
  ["an approval in a batch leaves its command open", GATEWAY, CLEAR, "", 1, "InvariantsTest"],
  ["a rollback in a batch leaves its command open", GATEWAY, CLEAR, "", 2, "InvariantsTest"],
  ["a single settlement leaves its command open", GATEWAY, CLEAR, "", 3, "InvariantsTest"],
  ["a rollback earns the fee too", GATEWAY, "emit RolledBack(", "_earnedGwei += escrow.feeGwei(); emit RolledBack(", 0, "InvariantsTest"],
  ["an approval refunds too", GATEWAY, "emit Approved(", "_refund(commandId, escrow.payer(), escrow.feeGwei()); emit Approved(", 0, "InvariantsTest"],
  ["a batch earns what it refunds", GATEWAY, "_refund(entry.commandId(), escrow.payer(), escrow.feeGwei());", "earned += escrow.feeGwei();", 0, "InvariantsTest"],
  ["a credit is withdrawn again and again", GATEWAY, "_credits[payer] = 0;", "", 0, "InvariantsTest"],
  ["a refund goes to the caller", GATEWAY, "Payout.refund(payer,", "Payout.refund(msg.sender,", 0, "InvariantsTest"],
  ["fees are withdrawn again and again", GATEWAY, "_earnedGwei = 0;", "", 0, "InvariantsTest"],
  ["an approval works after the deadline", GATEWAY, "if (block.timestamp > escrow.deadline()) revert", "if (false) revert", 0, "InvariantsTest"],
  ["a reclaim works before the deadline", GATEWAY, "if (block.timestamp <= escrow.deadline()) revert", "if (false) revert", 0, "InvariantsTest"],
  ["a single settlement ignores the tag", GATEWAY, "if (escrow.tag() != tag) revert", "if (false) revert", 0, "InvariantsTest"],
  ["a batch reports what it left out", GATEWAY, "settled[i] = SettlementEntryLibrary.NONE;", "", 0, "InvariantsTest"],
  // The rules one by one.
  ["anyone settles", GATEWAY, "if (msg.sender != _settler) revert", "if (false) revert", 0, "test_onlyTheSettlerSettles"],
  ["approve and reclaim meet at the deadline", GATEWAY, "if (block.timestamp <= escrow.deadline()) revert", "if (block.timestamp < escrow.deadline()) revert", 0, "test_reclaimsOnlyAfter"],
  ["a batch approves after the deadline", GATEWAY, "if (block.timestamp <= escrow.deadline()) {", "if (escrow.isOpen()) {", 0, "test_leavesOutEveryEntry"],
  ["a batch approves a second too short", GATEWAY, "if (block.timestamp <= escrow.deadline()) {", "if (block.timestamp < escrow.deadline()) {", 0, "test_aBatchApprovesUpToTheDeadline"],
  ["a batch ignores the tag of a rollback", ENTRY, "(uint256(tag) << 8) | ROLLBACK", "(uint256(uint24(SettlementEntry.unwrap(self) >> 16)) << 8) | ROLLBACK | (tag & 0)", 0, "test_aVerdictOfAnotherFork"],
  ["an approval with a reason counts", ENTRY, "uint40(SettlementEntry.unwrap(self)) == uint256(tag) << 16", "uint32(SettlementEntry.unwrap(self) >> 8) == uint256(tag) << 8", 0, "test_leavesOutEveryEntry"],
  ["a refund carries all gas", PAYOUT, "call(REFUND_GAS,", "call(gas(),", 0, "test_aPayerThatBurns|test_theDataOfAReturnBomb"],
  ["a refund copies what it gets back", PAYOUT, "call(REFUND_GAS, to, amountWei, 0, 0, 0, 0)", "call(REFUND_GAS, to, amountWei, 0, 0, 0, 0) returndatacopy(mload(0x40), 0, returndatasize())", 0, "test_theDataOfAReturnBomb"],
  ["a refund can be starved of gas", GATEWAY, "if (gasleft() < Payout.REFUND_GAS_NEEDED) revert", "if (false) revert", 0, "test_noGasLimitStarves"],
  ["the gas a refund needs is reckoned short", PAYOUT, "= 22_000", "= 21_000", 0, "test_noGasLimitStarves"],
  ["the surplus is told in the middle of a batch", GATEWAY, "override nonReentrantView", "override", 0, "test_theSurplusIsNotTold"],
  ["an invitation is not needed", REGISTRY, "if (!_invitations[client][msg.sender]) revert", "if (false) revert", 0, "test_nobodyJoinsUninvited"],
  ["an invitation holds for ever", REGISTRY, "delete _invitations[client][wallet];", "", 0, "test_anInvitationHoldsOnce"],
  ["a linked wallet joins another client", REGISTRY, "if (other != 0) revert", "if (false) revert", 1, "test_aWalletThatStandsForAClient"],
  ["later numbers of the predecessor are adopted", REGISTRY, "if (client > inheritedClients) client = 0;", "", 0, "test_whatThePredecessorRegistersLater"],
  ["a new key is active at once", KEYS, "uint40(block.timestamp) + KEY_DELAY", "uint40(block.timestamp)", 0, "test_aLaterKeyIsActiveAfterADay"],
  ["a retired key comes back", KEYS, "if (_keys[keyId].suite != 0) revert", "if (false) revert", 0, "test_aRetirementHolds"],
  ["anyone publishes keys", KEYS, "external override onlyOwner returns", "external override returns", 0, "test_onlyTheOwnerPublishes"],
  ["a pause stops nothing", GATEWAY, "if (_paused) revert", "if (false) revert", 0, "test_aPauseRefuses"],
];

function seeded(text, from, to, occurrence) {
  let at = -1;
  for (let i = 0; i <= occurrence; i += 1) at = text.indexOf(from, at + 1);
  if (at < 0) throw new Error(`not in the sources any more: ${from}`);
  return text.slice(0, at) + to + text.slice(at + from.length);
}

const directory = mkdtempSync(join(tmpdir(), "botfleet-mutants-"));
/** The failures among the tests named by the pattern; unoptimised, since only the compiling takes time. */
function failures(pattern) {
  const selection = pattern === "" ? [] : [pattern === "InvariantsTest" ? "--match-contract" : "--match-test", pattern];
  const { stdout, stderr } = spawnSync(foundryBinary("forge"), ["test", ...selection], {
    cwd: directory,
    env: { ...process.env, FOUNDRY_OPTIMIZER: "false" },
    encoding: "utf8",
  });
  if (!stdout.includes("tests passed")) throw new Error(`the tests did not run:\n${stdout}${stderr}`);
  return [...new Set(stdout.match(/^\[FAIL.*$/gm) ?? [])].map((line) => line.slice(0, 160));
}

try {
  for (const part of ["src", "test", "tools", "foundry.toml"]) {
    cpSync(join(root, part), join(directory, part), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
  const wanted = process.argv[2] ?? "";
  if (failures("").length > 0) throw new Error("the tests fail without any seeded bug");
  for (const [what, file, from, to, occurrence, pattern] of mutants.filter(([name]) => name.includes(wanted))) {
    const original = readFileSync(join(root, file), "utf8");
    writeFileSync(join(directory, file), seeded(original, from, to, occurrence));
    const failed = failures(pattern);
    writeFileSync(join(directory, file), original);
    console.log(`${failed.length > 0 ? "caught" : "MISSED"}  ${what}: ${failed.join("; ") || pattern}`);
    if (failed.length === 0) process.exitCode = 1;
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
