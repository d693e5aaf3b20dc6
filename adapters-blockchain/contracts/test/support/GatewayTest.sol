// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {CommandGateway} from "../../src/CommandGateway.sol";
import {IClientRegistry} from "../../src/interfaces/IClientRegistry.sol";
import {ICommandGateway} from "../../src/interfaces/ICommandGateway.sol";
import {SettlementEntry, SettlementEntryLibrary} from "../../src/types/SettlementEntry.sol";
import {Vm} from "./Vm.sol";

/// @notice A gateway, the accounts around it, and the steps that tests take.
abstract contract GatewayTest {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint40 internal constant MIN_FEE = 1_000;
    uint40 internal constant FEE = 1_000_000;
    uint32 internal constant WINDOW = 1 hours;
    bytes32 internal constant EVIDENCE = keccak256("evidence");
    uint8 internal constant REASON = 7;
    uint256 internal constant START = 1_800_000_000;

    address internal owner = address(0x0A11);
    address internal settler = address(0x0B22);
    address internal alice = address(0x0C33);
    address internal bob = address(0x0D44);
    address internal stranger = address(0x0E55);

    CommandGateway internal gateway;

    function setUp() public virtual {
        vm.warp(START);
        gateway = create(settings());
        vm.deal(alice, 100 ether);
        vm.deal(bob, 100 ether);
    }

    function settings() internal view returns (ICommandGateway.Settings memory) {
        ICommandGateway.InitialKey[] memory keys = new ICommandGateway.InitialKey[](1);
        keys[0] = ICommandGateway.InitialKey({suite: 1, publicKey: x25519Key(1)});
        return ICommandGateway.Settings({
            owner: owner,
            settler: settler,
            minFeeGwei: MIN_FEE,
            window: WINDOW,
            predecessor: IClientRegistry(address(0)),
            keys: keys
        });
    }

    function create(ICommandGateway.Settings memory settings_) internal returns (CommandGateway) {
        // Not `new`: that would compile the whole gateway into each test contract.
        return CommandGateway(vm.deployCode("CommandGateway.sol:CommandGateway", abi.encode(settings_)));
    }

    function x25519Key(uint256 seed) internal pure returns (bytes memory) {
        return abi.encodePacked(keccak256(abi.encode("x25519", seed)));
    }

    function envelope(uint256 seed) internal pure returns (bytes memory) {
        return abi.encodePacked(keccak256(abi.encode(seed)), keccak256(abi.encode(seed, 1)));
    }

    function tagOf(bytes memory envelope_) internal pure returns (uint24) {
        return uint24(uint256(keccak256(envelope_)));
    }

    /// @notice Submits the envelope of this seed from the payer.
    function submit(address payer, uint40 feeGwei, uint256 seed) internal returns (uint256 commandId, uint24 tag) {
        bytes memory envelope_ = envelope(seed);
        vm.prank(payer);
        commandId = gateway.submit{value: uint256(feeGwei) * 1 gwei}(envelope_);
        tag = tagOf(envelope_);
    }

    function approve(uint256 commandId, uint24 tag) internal {
        vm.prank(settler);
        gateway.approve(commandId, tag, EVIDENCE);
    }

    function rollback(uint256 commandId, uint24 tag) internal {
        vm.prank(settler);
        gateway.rollback(commandId, tag, REASON, EVIDENCE);
    }

    function settle(SettlementEntry[] memory entries) internal {
        vm.prank(settler);
        gateway.settle(entries, EVIDENCE);
    }

    function approval(uint256 commandId, uint24 tag) internal pure returns (SettlementEntry) {
        return SettlementEntryLibrary.packApproval(commandId, tag);
    }

    function refusal(uint256 commandId, uint24 tag) internal pure returns (SettlementEntry) {
        return SettlementEntryLibrary.packRollback(commandId, tag, REASON);
    }

    function deadlineOf(uint256 commandId) internal view returns (uint32 deadline) {
        (,, deadline,) = gateway.escrowOf(commandId);
    }

    function isOpen(uint256 commandId) internal view returns (bool) {
        (address payer, uint40 feeGwei, uint32 deadline, uint24 tag) = gateway.escrowOf(commandId);
        bool open = payer != address(0);
        if (!open) vm.assertTrue(feeGwei == 0 && deadline == 0 && tag == 0, "a settled command reads as all zero");
        return open;
    }

    /// @notice The value scaled into [low, high].
    function between(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + value % (high - low + 1);
    }
}
