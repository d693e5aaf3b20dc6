// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {ICommandGateway} from "../src/interfaces/ICommandGateway.sol";
import {SettlementEntry, SettlementEntryLibrary} from "../src/types/SettlementEntry.sol";
import {GatewayTest} from "./support/GatewayTest.sol";

contract SettlingBatchesTest is GatewayTest {
    function test_packsAnEntryAsDocumented() public pure {
        uint256 approval_ = SettlementEntry.unwrap(SettlementEntryLibrary.packApproval(0x1234, 0xabcdef));
        uint256 refusal_ = SettlementEntry.unwrap(SettlementEntryLibrary.packRollback(0x1234, 0xabcdef, 0x07));
        vm.assertEq(approval_, 0x1234abcdef0000);
        vm.assertEq(refusal_, 0x1234abcdef0107);
    }

    function testFuzz_readsBackWhatItPacked(uint216 commandId, uint24 tag, uint8 reason, uint24 otherTag) public pure {
        SettlementEntry approval_ = SettlementEntryLibrary.packApproval(commandId, tag);
        SettlementEntry refusal_ = SettlementEntryLibrary.packRollback(commandId, tag, reason);
        vm.assertEq(approval_.commandId(), commandId);
        vm.assertEq(refusal_.commandId(), commandId);
        vm.assertTrue(approval_.approves(tag) && !approval_.rollsBack(tag));
        vm.assertTrue(refusal_.rollsBack(tag) && !refusal_.approves(tag));
        vm.assertTrue(approval_.approves(otherTag) == (tag == otherTag));
        vm.assertTrue(refusal_.rollsBack(otherTag) == (tag == otherTag));
    }

    function test_settlesAMixedBatchInOneEvent() public {
        SettlementEntry[] memory entries = new SettlementEntry[](3);
        (uint256 first, uint24 firstTag) = submit(alice, FEE, 1);
        (uint256 second, uint24 secondTag) = submit(bob, 2 * FEE, 2);
        (uint256 third, uint24 thirdTag) = submit(alice, 3 * FEE, 3);
        entries[0] = approval(third, thirdTag);
        entries[1] = refusal(second, secondTag);
        entries[2] = approval(first, firstTag);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.BatchSettled(EVIDENCE, entries);
        settle(entries);
        vm.assertEq(gateway.earnedGwei(), 4 * uint256(FEE));
        vm.assertEq(bob.balance, 100 ether);
        vm.assertTrue(!isOpen(first) && !isOpen(second) && !isOpen(third));
    }

    function test_leavesOutEveryEntryThatCannotTakeEffectAndKeepsTheOthers() public {
        uint24[] memory tags = new uint24[](8);
        (, tags[1]) = submit(alice, FEE, 1); // Will be settled before.
        (, tags[2]) = submit(alice, FEE, 2); // Its deadline will have passed.
        (, tags[3]) = submit(alice, FEE, 3); // Deadline passed, rolled back.
        vm.warp(START + WINDOW + 1);
        (, tags[4]) = submit(alice, FEE, 4); // Approved, and named a second time.
        (, tags[5]) = submit(alice, FEE, 5); // Named with the tag of another fork.
        (, tags[6]) = submit(alice, FEE, 6); // Named with malformed verdicts.
        rollback(1, tags[1]);

        SettlementEntry[] memory entries = new SettlementEntry[](10);
        entries[0] = approval(1, tags[1]);
        entries[1] = approval(2, tags[2]);
        entries[2] = refusal(3, tags[3]);
        entries[3] = approval(4, tags[4]);
        entries[4] = refusal(4, tags[4]);
        entries[5] = refusal(5, tags[5] ^ 1);
        entries[6] = malformed(6, tags[6], 2, 0); // No such verdict.
        entries[7] = malformed(6, tags[6], 0, 1); // An approval has no reason.
        entries[8] = approval(99, 0);
        entries[9] = refusal(0, 0);
        SettlementEntry[] memory settled = new SettlementEntry[](2);
        settled[0] = entries[2];
        settled[1] = entries[3];
        vm.expectEmit(address(gateway));
        emit ICommandGateway.BatchSettled(EVIDENCE, settled);
        settle(entries);
        vm.assertTrue(!isOpen(1) && isOpen(2) && !isOpen(3) && !isOpen(4) && isOpen(5) && isOpen(6));
        vm.assertEq(gateway.earnedGwei(), FEE);
    }

    function malformed(uint256 commandId, uint24 tag, uint8 verdict, uint8 reason) private pure returns (SettlementEntry) {
        return SettlementEntry.wrap((commandId << 40) | (uint256(tag) << 16) | (uint256(verdict) << 8) | reason);
    }

    function testFuzz_aBatchDoesWhatSingleSettlementsDo(uint256 seed) public {
        uint256 count = between(seed, 1, 24);
        SettlementEntry[] memory entries = new SettlementEntry[](count);
        for (uint256 i = 0; i < count; ++i) {
            (uint256 commandId, uint24 tag) = submit(i % 2 == 0 ? alice : bob, uint40(MIN_FEE + i), i);
            uint256 choice = uint256(keccak256(abi.encode(seed, i)));
            if (choice % 5 == 0) commandId = between(choice >> 8, 0, count);
            if (choice % 7 == 0) tag ^= uint24(choice >> 16);
            entries[i] = choice % 2 == 0 ? approval(commandId, tag) : refusal(commandId, tag);
        }
        if (seed % 11 == 0) vm.warp(START + WINDOW + 1);

        uint256 snapshot = vm.snapshotState();
        SettlementEntry[] memory settled = new SettlementEntry[](count);
        vm.startPrank(settler);
        for (uint256 i = 0; i < count; ++i) {
            uint256 word = SettlementEntry.unwrap(entries[i]);
            (uint256 commandId, uint24 tag) = (word >> 40, uint24(word >> 16));
            bytes memory call_ = uint8(word >> 8) == 0
                ? abi.encodeCall(gateway.approve, (commandId, tag, EVIDENCE))
                : abi.encodeCall(gateway.rollback, (commandId, tag, uint8(word), EVIDENCE));
            (bool success,) = address(gateway).call(call_);
            if (success) settled[i] = entries[i];
        }
        vm.stopPrank();
        bytes32 expected = stateOf(count);
        settled = SettlementEntryLibrary.compact(settled);
        // What takes effect one by one is what takes effect together, in the event too.
        vm.revertToState(snapshot);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.BatchSettled(EVIDENCE, settled);
        settle(entries);
        vm.assertEq(stateOf(count), expected);
    }

    function stateOf(uint256 count) private view returns (bytes32 digest) {
        digest = keccak256(abi.encode(gateway.earnedGwei(), alice.balance, bob.balance, address(gateway).balance));
        for (uint256 i = 1; i <= count; ++i) digest = keccak256(abi.encode(digest, isOpen(i)));
    }

    function test_aBatchApprovesUpToTheDeadlineAndNotAfterIt() public {
        (uint256 first, uint24 firstTag) = submit(alice, FEE, 1);
        (uint256 second, uint24 secondTag) = submit(alice, FEE, 2);
        SettlementEntry[] memory entries = new SettlementEntry[](1);
        vm.warp(deadlineOf(first));
        entries[0] = approval(first, firstTag);
        settle(entries);
        vm.assertTrue(!isOpen(first));
        vm.warp(deadlineOf(second) + 1);
        entries[0] = approval(second, secondTag);
        settle(entries);
        vm.assertTrue(isOpen(second));
    }

    function test_anEmptyBatchSettlesNothing() public {
        vm.expectEmit(address(gateway));
        emit ICommandGateway.BatchSettled(EVIDENCE, new SettlementEntry[](0));
        settle(new SettlementEntry[](0));
        vm.assertEq(gateway.earnedGwei(), 0);
    }
}
