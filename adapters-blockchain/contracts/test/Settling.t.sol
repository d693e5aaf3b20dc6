// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {ICommandGateway} from "../src/interfaces/ICommandGateway.sol";
import {SettlementEntry} from "../src/types/SettlementEntry.sol";
import {GatewayTest} from "./support/GatewayTest.sol";

contract SettlingTest is GatewayTest {
    function test_anApprovalEarnsTheFee() public {
        (uint256 commandId, uint24 tag) = submit(alice, FEE, 1);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.Approved(commandId, EVIDENCE);
        approve(commandId, tag);
        vm.assertEq(gateway.earnedGwei(), FEE);
        vm.assertEq(alice.balance, 100 ether - uint256(FEE) * 1 gwei);
        vm.assertTrue(!isOpen(commandId));
    }

    function test_aRollbackRefundsThePayer() public {
        (uint256 commandId, uint24 tag) = submit(alice, FEE, 1);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.RolledBack(commandId, REASON, EVIDENCE);
        rollback(commandId, tag);
        vm.assertEq(alice.balance, 100 ether);
        vm.assertEq(gateway.earnedGwei(), 0);
        vm.assertTrue(!isOpen(commandId));
    }

    function test_onlyTheSettlerSettles() public {
        (uint256 commandId, uint24 tag) = submit(alice, FEE, 1);
        bytes memory refusal_ = abi.encodeWithSelector(ICommandGateway.SettlerUnauthorizedAccount.selector, owner);
        vm.startPrank(owner);
        vm.expectRevert(refusal_);
        gateway.approve(commandId, tag, EVIDENCE);
        vm.expectRevert(refusal_);
        gateway.rollback(commandId, tag, REASON, EVIDENCE);
        vm.expectRevert(refusal_);
        gateway.settle(new SettlementEntry[](0), EVIDENCE);
        vm.assertTrue(isOpen(commandId));
    }

    function test_approvesUpToTheDeadlineAndNotAfterIt() public {
        (uint256 first, uint24 firstTag) = submit(alice, FEE, 1);
        (uint256 second, uint24 secondTag) = submit(alice, FEE, 2);
        uint32 deadline = deadlineOf(first);
        vm.warp(deadline);
        approve(first, firstTag);
        vm.warp(deadline + 1);
        vm.prank(settler);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.DeadlinePassed.selector, second, deadline));
        gateway.approve(second, secondTag, EVIDENCE);
        vm.assertTrue(isOpen(second));
    }

    function testFuzz_atAnyTimeExactlyOneOfApprovingAndReclaimingIsPossible(uint256 time) public {
        (uint256 commandId, uint24 tag) = submit(alice, FEE, 1);
        vm.warp(between(time, START, START + 2 * uint256(WINDOW)));
        uint256 snapshot = vm.snapshotState();
        vm.prank(settler);
        (bool approved,) = address(gateway).call(abi.encodeCall(gateway.approve, (commandId, tag, EVIDENCE)));
        vm.revertToState(snapshot);
        (bool reclaimed,) = address(gateway).call(abi.encodeCall(gateway.reclaim, (commandId)));
        vm.revertToState(snapshot);
        SettlementEntry[] memory entries = new SettlementEntry[](1);
        entries[0] = approval(commandId, tag);
        settle(entries);
        vm.assertTrue(approved != reclaimed);
        vm.assertTrue(isOpen(commandId) != approved, "a batch agrees with a single approval");
    }

    function test_rollsBackAfterTheDeadlineToo() public {
        (uint256 commandId, uint24 tag) = submit(alice, FEE, 1);
        vm.warp(deadlineOf(commandId) + 30 days);
        rollback(commandId, tag);
        vm.assertEq(alice.balance, 100 ether);
    }

    function test_nothingSettlesTwice() public {
        (uint256 first, uint24 firstTag) = submit(alice, FEE, 1);
        (uint256 second, uint24 secondTag) = submit(alice, FEE, 2);
        approve(first, firstTag);
        rollback(second, secondTag);
        refuseAsSettled(first, firstTag);
        refuseAsSettled(second, secondTag);
        refuseAsSettled(3, 0);
        refuseAsSettled(0, 0);
        vm.assertEq(gateway.earnedGwei(), FEE);
        vm.assertEq(address(gateway).balance, uint256(FEE) * 1 gwei);
    }

    function refuseAsSettled(uint256 commandId, uint24 tag) private {
        bytes memory refusal_ = abi.encodeWithSelector(ICommandGateway.CommandNotOpen.selector, commandId);
        vm.startPrank(settler);
        vm.expectRevert(refusal_);
        gateway.approve(commandId, tag, EVIDENCE);
        vm.expectRevert(refusal_);
        gateway.rollback(commandId, tag, REASON, EVIDENCE);
        vm.expectRevert(refusal_);
        gateway.reclaim(commandId);
        vm.stopPrank();
        SettlementEntry[] memory entries = new SettlementEntry[](2);
        entries[0] = approval(commandId, tag);
        entries[1] = refusal(commandId, tag);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.BatchSettled(EVIDENCE, new SettlementEntry[](0));
        settle(entries);
    }

    function test_aVerdictOfAnotherForkDoesNotLand() public {
        uint256 fork = vm.snapshotState();
        (uint256 commandId, uint24 tag) = submit(alice, FEE, 1);
        vm.revertToState(fork);
        (uint256 sameId, uint24 otherTag) = submit(bob, FEE, 2);
        vm.assertEq(commandId, sameId);
        bytes memory refusal_ =
            abi.encodeWithSelector(ICommandGateway.TagMismatch.selector, commandId, otherTag, tag);
        vm.startPrank(settler);
        vm.expectRevert(refusal_);
        gateway.approve(commandId, tag, EVIDENCE);
        vm.expectRevert(refusal_);
        gateway.rollback(commandId, tag, REASON, EVIDENCE);
        vm.stopPrank();
        SettlementEntry[] memory entries = new SettlementEntry[](2);
        entries[0] = approval(commandId, tag);
        entries[1] = refusal(commandId, tag);
        settle(entries);
        vm.assertTrue(isOpen(sameId));
        approve(sameId, otherTag);
    }

    function testFuzz_onlyTheTagOfTheCommandSettlesIt(uint24 tag) public {
        (uint256 commandId, uint24 real) = submit(alice, FEE, 1);
        vm.assume(tag != real);
        SettlementEntry[] memory entries = new SettlementEntry[](2);
        entries[0] = approval(commandId, tag);
        entries[1] = refusal(commandId, tag);
        settle(entries);
        vm.assertTrue(isOpen(commandId));
    }

    function test_aNewSettlerTakesOverAtOnce() public {
        (uint256 commandId, uint24 tag) = submit(alice, FEE, 1);
        vm.prank(owner);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.SettlerChanged(settler, bob);
        gateway.setSettler(bob);
        vm.prank(settler);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.SettlerUnauthorizedAccount.selector, settler));
        gateway.approve(commandId, tag, EVIDENCE);
        vm.prank(bob);
        gateway.approve(commandId, tag, EVIDENCE);
    }

    function test_reclaimsOnlyAfterTheDeadlineAndAlwaysForThePayer() public {
        (uint256 commandId,) = submit(alice, FEE, 1);
        uint32 deadline = deadlineOf(commandId);
        vm.warp(deadline);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.DeadlineNotPassed.selector, commandId, deadline));
        gateway.reclaim(commandId);
        vm.warp(deadline + 1);
        vm.prank(stranger);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.Reclaimed(commandId, alice);
        gateway.reclaim(commandId);
        vm.assertEq(alice.balance, 100 ether);
        vm.assertEq(stranger.balance, 0);
        vm.assertTrue(!isOpen(commandId));
    }
}
