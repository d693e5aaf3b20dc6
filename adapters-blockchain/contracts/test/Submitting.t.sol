// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IClientRegistry} from "../src/interfaces/IClientRegistry.sol";
import {ICommandGateway} from "../src/interfaces/ICommandGateway.sol";
import {GatewayTest} from "./support/GatewayTest.sol";

contract SubmittingTest is GatewayTest {
    function test_emitsTheCommandWithItsDeadlineAndHoldsTheFee() public {
        bytes memory envelope_ = envelope(1);
        vm.expectEmit(address(gateway));
        emit IClientRegistry.ClientRegistered(1, alice);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.EncryptedCommand(1, 1, alice, FEE, uint32(START) + WINDOW, envelope_);
        vm.prank(alice);
        uint256 commandId = gateway.submit{value: uint256(FEE) * 1 gwei}(envelope_);
        vm.assertEq(commandId, 1);
        (address payer, uint40 feeGwei, uint32 deadline, uint24 tag) = gateway.escrowOf(1);
        vm.assertEq(payer, alice);
        vm.assertEq(feeGwei, FEE);
        vm.assertEq(deadline, START + WINDOW);
        vm.assertEq(tag, tagOf(envelope_));
        vm.assertEq(address(gateway).balance, uint256(FEE) * 1 gwei);
    }

    function test_numbersCommandsWithoutGapsAcrossClients() public {
        vm.assertEq(gateway.nextCommandId(), 1);
        (uint256 first,) = submit(alice, FEE, 1);
        (uint256 second,) = submit(bob, FEE, 2);
        (uint256 third,) = submit(alice, FEE, 1);
        vm.assertEq(first, 1);
        vm.assertEq(second, 2);
        vm.assertEq(third, 3);
        vm.assertEq(gateway.nextCommandId(), 4);
        vm.assertEq(gateway.clientOf(alice), 1);
        vm.assertEq(gateway.clientOf(bob), 2);
    }

    function test_aRefusedSubmissionUsesNoNumber() public {
        vm.prank(alice);
        vm.expectRevert();
        gateway.submit{value: 1 gwei}(envelope(1));
        (uint256 commandId,) = submit(alice, FEE, 1);
        vm.assertEq(commandId, 1);
        vm.assertEq(gateway.clientOf(alice), 1);
    }

    function testFuzz_holdsAnyFeeAndSizeWithinTheBounds(uint256 fee, uint256 size, uint256 window, uint256 time) public {
        uint40 feeGwei = uint40(between(fee, MIN_FEE, type(uint40).max));
        bytes memory envelope_ = new bytes(between(size, 1, 8192));
        envelope_[0] = bytes1(uint8(size));
        uint32 window_ = uint32(between(window, 10 minutes, 7 days));
        uint256 now_ = between(time, START, 4_000_000_000);
        vm.prank(owner);
        gateway.setWindow(window_);
        vm.warp(now_);
        vm.deal(alice, uint256(feeGwei) * 1 gwei);
        vm.prank(alice);
        gateway.submit{value: uint256(feeGwei) * 1 gwei}(envelope_);
        (address payer, uint40 held, uint32 deadline, uint24 tag) = gateway.escrowOf(1);
        vm.assertEq(payer, alice);
        vm.assertEq(held, feeGwei);
        vm.assertEq(deadline, now_ + window_);
        vm.assertEq(tag, tagOf(envelope_));
    }

    function test_refusesAnEmptyEnvelopeAndOneOverEightKibibytes() public {
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.EnvelopeSize.selector, 0, 8192));
        gateway.submit{value: 1 ether}("");
        bytes memory large = new bytes(8193);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.EnvelopeSize.selector, 8193, 8192));
        gateway.submit{value: 1 ether}(large);
        gateway.submit{value: 1 ether}(new bytes(8192));
    }

    function test_refusesAFeeBelowTheSmallestOne() public {
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.FeeTooLow.selector, MIN_FEE - 1, MIN_FEE));
        gateway.submit{value: uint256(MIN_FEE - 1) * 1 gwei}(envelope(1));
        submit(alice, MIN_FEE, 1);
    }

    function test_refusesAFeeThatIsNotWholeGwei() public {
        uint256 feeWei = uint256(FEE) * 1 gwei + 1;
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.FeeNotWholeGwei.selector, feeWei));
        gateway.submit{value: feeWei}(envelope(1));
    }

    function test_refusesAFeeThatDoesNotFit() public {
        uint256 feeGwei = uint256(type(uint40).max) + 1;
        vm.deal(alice, feeGwei * 1 gwei);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.FeeTooHigh.selector, feeGwei));
        gateway.submit{value: feeGwei * 1 gwei}(envelope(1));
    }

    function test_aFeelessCommandIsPossibleWhereTheOwnerAsksForNone() public {
        vm.prank(owner);
        gateway.setMinFeeGwei(0);
        (uint256 first, uint24 tag) = submit(alice, 0, 1);
        (uint256 second,) = submit(alice, 0, 1);
        vm.assertTrue(isOpen(first));
        rollback(first, tag);
        approve(second, tag);
        vm.assertTrue(!isOpen(first) && !isOpen(second));
        vm.assertEq(gateway.earnedGwei(), 0);
    }

    function test_newTermsHoldForNewCommandsOnly() public {
        (uint256 earlier,) = submit(alice, FEE, 1);
        vm.prank(owner);
        gateway.setWindow(7 days);
        (uint256 later,) = submit(alice, FEE, 2);
        vm.assertEq(deadlineOf(earlier), START + WINDOW);
        vm.assertEq(deadlineOf(later), START + 7 days);
    }

    function test_aPauseRefusesNewCommandsAndNothingElse() public {
        (uint256 first, uint24 firstTag) = submit(alice, FEE, 1);
        (uint256 second, uint24 secondTag) = submit(alice, FEE, 2);
        (uint256 third,) = submit(alice, FEE, 3);
        vm.prank(owner);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.Paused(owner);
        gateway.pause();
        vm.assertTrue(gateway.paused());
        bytes memory envelope_ = envelope(4);
        vm.prank(alice);
        vm.expectRevert(ICommandGateway.SubmissionsPaused.selector);
        gateway.submit{value: 1 ether}(envelope_);

        approve(first, firstTag);
        rollback(second, secondTag);
        vm.warp(deadlineOf(third) + 1);
        gateway.reclaim(third);
        vm.prank(owner);
        gateway.withdrawFees(payable(owner));
        vm.prank(bob);
        gateway.register();
        vm.assertEq(gateway.nextCommandId(), 4);

        vm.prank(owner);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.Unpaused(owner);
        gateway.unpause();
        submit(alice, FEE, 4);
    }

    function test_takesNoEtherOutsideOfASubmission() public {
        vm.prank(alice);
        (bool success,) = address(gateway).call{value: 1 ether}("");
        vm.assertTrue(!success);
        vm.prank(alice);
        (success,) = address(gateway).call{value: 1 ether}(abi.encodeCall(gateway.register, ()));
        vm.assertTrue(!success);
    }
}
