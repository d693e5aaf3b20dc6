// Sections 2 and 6 of docs/protocol.md: the contract, by a stock Ethereum library.
import { Contract, JsonRpcProvider, NonceManager, Wallet, keccak256 } from "ethers";
import { fromHex, sha256, toHex } from "./bytes.mjs";
import { keyIdOf } from "./envelope.mjs";
import { unpackEntry } from "./evidence.mjs";

const ABI = [
  "function submit(bytes envelope) payable returns (uint256)",
  "function minFeeGwei() view returns (uint40)",
  "function keyIds() view returns (bytes8[])",
  "function keyOf(bytes8) view returns (uint8 suite, uint40 activeFrom, uint40 retiredAt, bytes publicKey)",
  "event EncryptedCommand(uint256 indexed commandId, uint32 indexed client, address indexed sender, uint40 feeGwei, uint32 deadline, bytes envelope)",
  "event Approved(uint256 indexed commandId, bytes32 evidence)",
  "event RolledBack(uint256 indexed commandId, uint8 reason, bytes32 evidence)",
  "event BatchSettled(bytes32 indexed evidence, uint256[] entries)",
  "event Reclaimed(uint256 indexed commandId, address indexed payer)",
];

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Gateway {
  constructor({ rpcUrl, chainId, gateway }) {
    this.provider = new JsonRpcProvider(rpcUrl, chainId, { staticNetwork: true, batchMaxCount: 1, cacheTimeout: -1 });
    this.provider.pollingInterval = 250;
    this.chainId = chainId;
    this.address = gateway.toLowerCase();
    this.contract = new Contract(this.address, ABI, this.provider);
  }

  close() {
    this.provider.destroy();
  }

  /** Throws where the node serves another chain than the one the caller means. */
  async check() {
    const served = Number(await this.provider.send("eth_chainId", []));
    if (served !== this.chainId) throw new Error(`the node serves chain ${served}, not ${this.chainId}`);
  }

  /** The newest usable key of a suite, its id checked. */
  async currentKey(suite) {
    const now = BigInt((await this.provider.getBlock("latest")).timestamp);
    let newest;
    for (const id of await this.contract.keyIds()) {
      const key = await this.contract.keyOf(id);
      if (Number(key.suite) !== suite || key.retiredAt !== 0n || key.activeFrom > now) continue;
      const publicKey = fromHex(key.publicKey);
      if (toHex(await keyIdOf(suite, publicKey)) !== id) throw new Error(`the key ${id} is not the one of that id`);
      if (newest === undefined || key.activeFrom >= newest.activeFrom) newest = { activeFrom: key.activeFrom, publicKey };
    }
    if (newest === undefined) throw new Error(`the contract has no usable key of suite ${suite}`);
    return newest.publicKey;
  }

  async minimumFee() {
    return this.contract.minFeeGwei();
  }

  /** Sends an envelope and gives the command as the chain has it, in the evidence document's own form. */
  async submit(privateKey, envelope, feeGwei) {
    const signer = new NonceManager(new Wallet(privateKey, this.provider));
    const sent = await this.contract.connect(signer).submit(envelope, { value: feeGwei * 1_000_000_000n });
    const receipt = await sent.wait();
    for (const log of receipt.logs) {
      if (log.address.toLowerCase() !== this.address) continue;
      const event = this.contract.interface.parseLog(log);
      if (event?.name !== "EncryptedCommand") continue;
      const bytes = fromHex(event.args.envelope);
      return {
        chainId: this.chainId,
        gateway: this.address,
        commandId: event.args.commandId.toString(),
        client: `cliente-${event.args.client.toString().padStart(3, "0")}`,
        sender: event.args.sender.toLowerCase(),
        feeGwei: Number(event.args.feeGwei),
        deadline: Number(event.args.deadline),
        tag: Number(BigInt(keccak256(bytes)) & 0xffffffn),
        envelopeSha256: toHex(await sha256(bytes)),
        transactionHash: receipt.hash,
        blockNumber: receipt.blockNumber,
        blockHash: receipt.blockHash,
      };
    }
    throw new Error("the transaction carried no command");
  }

  /** Waits for the verdict on a command; `until` is a time in milliseconds since 1970. */
  async verdict(commandId, fromBlock, until) {
    for (;;) {
      const found = await this.#findVerdict(BigInt(commandId), fromBlock);
      if (found !== undefined) return found;
      if (Date.now() > until) throw new Error(`command ${commandId} has no verdict yet`);
      await pause(500);
    }
  }

  async #findVerdict(commandId, fromBlock) {
    const logs = await this.provider.getLogs({ address: this.address, fromBlock, toBlock: "latest" });
    for (const log of logs) {
      const event = this.contract.interface.parseLog(log);
      const verdict = event === null ? undefined : verdictIn(event, commandId);
      if (verdict === undefined) continue;
      return { ...verdict, transactionHash: log.transactionHash, blockNumber: log.blockNumber, blockHash: log.blockHash };
    }
    return undefined;
  }
}

function verdictIn({ name, args }, commandId) {
  if (name === "BatchSettled") {
    const entry = args.entries.map(unpackEntry).find((each) => each.commandId === commandId);
    return entry && { verdict: entry.verdict, reason: entry.reason, root: args.evidence };
  }
  if (args.commandId !== commandId) return undefined;
  if (name === "Approved") return { verdict: 0, reason: 0, root: args.evidence };
  if (name === "RolledBack") return { verdict: 1, reason: Number(args.reason), root: args.evidence };
  if (name === "Reclaimed") return { reclaimed: true };
  return undefined;
}
