// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {CommandGateway} from "../../src/CommandGateway.sol";
import {ICommandGateway} from "../../src/interfaces/ICommandGateway.sol";
import {SettlementEntry, SettlementEntryLibrary} from "../../src/types/SettlementEntry.sol";
import {EtherForcer} from "./HostilePayers.sol";
import {Vm} from "./Vm.sol";

/// @notice Does anything anyone can do to a gateway, rightly and wrongly, and keeps books of its own from what it asked
/// for and from the events it saw, never from the gateway's books.
contract GatewayHandler {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @notice What ended a command, by its own event.
    enum Fate {
        Open,
        Approved,
        RolledBack,
        Reclaimed
    }

    struct Submitted {
        address payer;
        uint40 feeGwei;
        uint32 deadline;
        uint24 tag;
        Fate fate;
        uint256 endings;
    }

    bytes32 private constant EVIDENCE = keccak256("evidence");
    address payable private constant TREASURY = payable(address(0x7EA5));
    address payable private constant SINK = payable(address(0x51CC));

    CommandGateway private immutable gateway;
    address private immutable owner;
    address private immutable settler;

    address[] private _payers;
    /// @dev Command `i + 1` at `i`.
    Submitted[] private _commands;

    uint256 public forcedWei;
    uint256 public surplusWithdrawnWei;
    uint256 public feesWithdrawnGwei;
    mapping(address payer => uint256) public creditWithdrawnGwei;
    /// @notice Settlements that were refused although they had to work, or worked although they had to be refused.
    uint256 public surprises;

    constructor(CommandGateway gateway_, address owner_, address settler_, address[] memory payers_) payable {
        gateway = gateway_;
        owner = owner_;
        settler = settler_;
        _payers = payers_;
    }

    function payers() external view returns (address[] memory) {
        return _payers;
    }

    function commands() external view returns (Submitted[] memory) {
        return _commands;
    }

    // ------------------------------------------------------------------------------------------ what clients do

    function submit(uint256 who, uint256 fee, uint256 seed) external {
        address payer = _payers[who % _payers.length];
        uint40 feeGwei = uint40(1_000 + fee % 1_000_000_000);
        bytes memory envelope = abi.encode(seed, fee);
        vm.prank(payer);
        uint256 commandId = gateway.submit{value: uint256(feeGwei) * 1 gwei}(envelope);
        _commands.push(
            Submitted({
                payer: payer,
                feeGwei: feeGwei,
                deadline: uint32(block.timestamp) + gateway.window(),
                tag: uint24(uint256(keccak256(envelope))),
                fate: Fate.Open,
                endings: 0
            })
        );
        if (commandId != _commands.length) ++surprises;
    }

    function reclaim(uint256 which, address anyone) external {
        uint256 commandId = pick(which);
        Submitted memory command = commandOf(commandId);
        bool expected = command.payer != address(0) && command.fate == Fate.Open && block.timestamp > command.deadline;
        vm.prank(anyone);
        observe(abi.encodeCall(gateway.reclaim, (commandId)), expected);
    }

    function withdrawCredit(uint256 who, bool elsewhere, address anyone) external {
        address payer = _payers[who % _payers.length];
        vm.recordLogs();
        vm.prank(elsewhere ? payer : anyone);
        bytes memory call_ = elsewhere
            ? abi.encodeCall(gateway.withdrawCredit, (SINK))
            : abi.encodeCall(gateway.withdrawCreditFor, (payable(payer)));
        // One of the payers burns all the gas it is given.
        (bool success,) = address(gateway).call{gas: 200_000}(call_);
        if (success && elsewhere) creditWithdrawnGwei[payer] += amountIn(vm.getRecordedLogs());
    }

    // ------------------------------------------------------------------------------------- what the settler does

    function approve(uint256 which, uint256 twist) external {
        uint256 commandId = pick(which);
        Submitted memory command = commandOf(commandId);
        (address sender, uint24 tag) = twisted(command, twist);
        bool expected = canSettle(command, sender, tag) && block.timestamp <= command.deadline;
        vm.prank(sender);
        observe(abi.encodeCall(gateway.approve, (commandId, tag, EVIDENCE)), expected);
    }

    function rollback(uint256 which, uint256 twist) external {
        uint256 commandId = pick(which);
        Submitted memory command = commandOf(commandId);
        (address sender, uint24 tag) = twisted(command, twist);
        bool expected = canSettle(command, sender, tag);
        vm.prank(sender);
        observe(abi.encodeCall(gateway.rollback, (commandId, tag, uint8(twist), EVIDENCE)), expected);
    }

    /// @notice A batch with repeated, unknown, settled and wrongly tagged entries among the good ones.
    function settle(uint256[12] calldata seeds, uint8 size) external {
        SettlementEntry[] memory entries = new SettlementEntry[](size % 13);
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256 commandId = pick(seeds[i]);
            (, uint24 tag) = twisted(commandOf(commandId), seeds[i] >> 64);
            entries[i] = (seeds[i] >> 128) % 2 == 0
                ? SettlementEntryLibrary.packApproval(commandId, tag)
                : SettlementEntryLibrary.packRollback(commandId, tag, uint8(seeds[i] >> 136));
        }
        vm.prank(settler);
        observe(abi.encodeCall(gateway.settle, (entries, EVIDENCE)), true);
    }

    // --------------------------------------------------------------------------------------- what the owner does

    function withdrawFees() external {
        vm.recordLogs();
        vm.prank(owner);
        (bool success,) = address(gateway).call(abi.encodeCall(gateway.withdrawFees, (TREASURY)));
        if (success) feesWithdrawnGwei += amountIn(vm.getRecordedLogs());
    }

    function withdrawSurplus() external {
        vm.recordLogs();
        vm.prank(owner);
        (bool success,) = address(gateway).call(abi.encodeCall(gateway.withdrawSurplus, (TREASURY)));
        if (success) surplusWithdrawnWei += amountIn(vm.getRecordedLogs());
    }

    function setWindow(uint32 window) external {
        vm.prank(owner);
        gateway.setWindow(600 + window % (7 days - 599));
    }

    function skipSettled(uint8 maximum) external {
        gateway.skipSettled(maximum);
    }

    // ----------------------------------------------------------------------------------------- what just happens

    function forceEther(uint256 amount) external {
        amount = 1 + amount % 1 ether;
        new EtherForcer{value: amount}(payable(address(gateway)));
        forcedWei += amount;
    }

    function passTime(uint32 duration) external {
        vm.warp(block.timestamp + duration % 4 hours);
    }

    // ---------------------------------------------------------------------------------------------------- private

    /// @dev One number past the last and number zero among them.
    function pick(uint256 which) private view returns (uint256) {
        return which % (_commands.length + 2);
    }

    /// @dev All zero for a number that was not given yet.
    function commandOf(uint256 commandId) private view returns (Submitted memory command) {
        if (commandId != 0 && commandId <= _commands.length) command = _commands[commandId - 1];
    }

    /// @dev Mostly right; now and then the tag of another fork, or a sender who is not the settler.
    function twisted(Submitted memory command, uint256 twist)
        private
        view
        returns (address sender, uint24 tag) {
        sender = twist % 8 == 0 ? owner : settler;
        tag = twist % 8 == 1 ? command.tag ^ uint24(1 + twist % 0xffff) : command.tag;
    }

    function canSettle(Submitted memory command, address sender, uint24 tag) private view returns (bool) {
        return sender == settler && command.payer != address(0) && command.fate == Fate.Open && tag == command.tag;
    }

    /// @dev Makes the call pranked before, and books the endings it told of.
    function observe(bytes memory call_, bool expected) private {
        vm.recordLogs();
        (bool success,) = address(gateway).call(call_);
        if (success != expected) ++surprises;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic == ICommandGateway.Approved.selector) {
                end(uint256(logs[i].topics[1]), Fate.Approved);
            } else if (topic == ICommandGateway.RolledBack.selector) {
                end(uint256(logs[i].topics[1]), Fate.RolledBack);
            } else if (topic == ICommandGateway.Reclaimed.selector) {
                end(uint256(logs[i].topics[1]), Fate.Reclaimed);
            } else if (topic == ICommandGateway.BatchSettled.selector) {
                uint256[] memory entries = abi.decode(logs[i].data, (uint256[]));
                for (uint256 j = 0; j < entries.length; ++j) {
                    bool approved = uint8(entries[j] >> 8) == 0;
                    if (uint24(entries[j] >> 16) != commandOf(entries[j] >> 40).tag) ++surprises;
                    end(entries[j] >> 40, approved ? Fate.Approved : Fate.RolledBack);
                }
            }
        }
    }

    function end(uint256 commandId, Fate fate) private {
        if (commandId == 0 || commandId > _commands.length) {
            ++surprises;
            return;
        }
        Submitted storage command = _commands[commandId - 1];
        if (fate == Fate.Approved && block.timestamp > command.deadline) ++surprises;
        command.fate = fate;
        ++command.endings;
    }

    /// @dev The amount is the last word of the one event of a withdrawal.
    function amountIn(Vm.Log[] memory logs) private view returns (uint256 amount) {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(gateway)) amount += abi.decode(logs[i].data, (uint256));
        }
    }
}
