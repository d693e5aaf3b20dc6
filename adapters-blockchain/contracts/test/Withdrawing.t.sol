// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ICommandGateway} from "../src/interfaces/ICommandGateway.sol";
import {GatewayTest} from "./support/GatewayTest.sol";
import {EtherForcer, GasHungryPayer, ReentrantAccount, RevertingPayer} from "./support/HostilePayers.sol";

contract WithdrawingTest is GatewayTest {
    uint256 private constant FEE_WEI = uint256(FEE) * 1 gwei;

    address payable private treasury = payable(address(0x7EA5));

    function test_theOwnerWithdrawsWhatIsEarnedAndNoMore() public {
        (uint256 commandId, uint24 tag) = submit(alice, FEE, 1);
        submit(bob, FEE, 2);
        approve(commandId, tag);
        vm.prank(owner);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.FeesWithdrawn(treasury, FEE);
        gateway.withdrawFees(treasury);
        vm.assertEq(treasury.balance, FEE_WEI);
        vm.assertEq(gateway.earnedGwei(), 0);
        vm.assertEq(address(gateway).balance, FEE_WEI);
        vm.prank(owner);
        vm.expectRevert(ICommandGateway.NothingToWithdraw.selector);
        gateway.withdrawFees(treasury);
    }

    function test_onlyTheOwnerWithdrawsFeesAndSurplus() public {
        bytes memory refusal_ = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, settler);
        vm.startPrank(settler);
        vm.expectRevert(refusal_);
        gateway.withdrawFees(treasury);
        vm.expectRevert(refusal_);
        gateway.withdrawSurplus(treasury);
    }

    function test_aPayerWithdrawsItsCreditToAnyAccount() public {
        RevertingPayer payer = creditedPayer();
        vm.expectEmit(address(gateway));
        emit ICommandGateway.CreditWithdrawn(address(payer), treasury, FEE);
        payer.withdrawCredit(treasury);
        vm.assertEq(treasury.balance, FEE_WEI);
        vm.assertEq(gateway.creditOf(address(payer)), 0);
        vm.assertEq(gateway.owedGwei(), 0);
        vm.expectRevert(ICommandGateway.NothingToWithdraw.selector);
        payer.withdrawCredit(treasury);
    }

    function test_anyoneHelpsAPayerToItsCreditAndNobodyElse() public {
        RevertingPayer payer = creditedPayer();
        bytes memory failure =
            abi.encodeWithSelector(ICommandGateway.TransferFailed.selector, address(payer), FEE_WEI);
        vm.expectRevert(failure);
        gateway.withdrawCreditFor(payable(address(payer)));
        vm.assertEq(gateway.creditOf(address(payer)), FEE);
        payer.relent();
        vm.prank(stranger);
        gateway.withdrawCreditFor(payable(address(payer)));
        vm.assertEq(address(payer).balance, 1 ether);
        vm.assertEq(stranger.balance, 0);
        vm.prank(stranger);
        vm.expectRevert(ICommandGateway.NothingToWithdraw.selector);
        gateway.withdrawCredit(treasury);
    }

    function test_aPayerThatNeedsMoreGasThanARefundGetsItsCreditWithAllGas() public {
        GasHungryPayer payer = new GasHungryPayer{value: 1 ether}(gateway);
        uint256 commandId = payer.submit(envelope(1), FEE_WEI);
        rollback(commandId, tagOf(envelope(1)));
        vm.assertEq(gateway.creditOf(address(payer)), FEE);
        gateway.withdrawCreditFor(payable(address(payer)));
        vm.assertEq(payer.received(), FEE_WEI);
    }

    function test_aCreditIsNotWithdrawnTwiceByReentering() public {
        ReentrantAccount payer = new ReentrantAccount{value: 1 ether}(gateway);
        payer.plan(abi.encodeCall(gateway.withdrawCredit, (payable(address(payer)))));
        submit(bob, FEE, 2);
        uint256 commandId = payer.submit(envelope(1), FEE_WEI);
        rollback(commandId, tagOf(envelope(1)));
        vm.assertEq(gateway.creditOf(address(payer)), FEE);
        payer.withdrawCredit(payable(address(payer)));
        vm.assertTrue(payer.tried() && !payer.succeeded());
        vm.assertEq(address(payer).balance, 1 ether);
        vm.assertEq(address(gateway).balance, FEE_WEI);
    }

    function test_feesAreNotWithdrawnTwiceByReentering() public {
        ReentrantAccount account = new ReentrantAccount(gateway);
        vm.prank(owner);
        gateway.transferOwnership(address(account));
        account.act(abi.encodeCall(gateway.acceptOwnership, ()));
        account.plan(abi.encodeCall(gateway.withdrawFees, (payable(address(account)))));
        submit(bob, FEE, 2);
        (uint256 commandId, uint24 tag) = submit(alice, FEE, 1);
        approve(commandId, tag);
        account.act(abi.encodeCall(gateway.withdrawFees, (payable(address(account)))));
        vm.assertTrue(account.tried() && !account.succeeded());
        vm.assertEq(address(account).balance, FEE_WEI);
    }

    function testFuzz_forcedEtherIsSurplusAndOnlyThat(uint256 forced, uint256 mined) public {
        forced = between(forced, 1, 10 ether);
        mined = between(mined, 0, 10 ether);
        (uint256 first, uint24 firstTag) = submit(alice, FEE, 1);
        submit(bob, 2 * FEE, 2);
        approve(first, firstTag);
        creditedPayer();
        vm.assertEq(gateway.surplus(), 0);

        new EtherForcer{value: forced}(payable(address(gateway)));
        // A block reward or a validator's withdrawal raises the balance without running any code.
        vm.deal(address(gateway), address(gateway).balance + mined);
        vm.assertEq(gateway.surplus(), forced + mined);
        vm.assertEq(gateway.earnedGwei(), FEE);
        vm.prank(owner);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.SurplusWithdrawn(treasury, forced + mined);
        gateway.withdrawSurplus(treasury);
        vm.assertEq(treasury.balance, forced + mined);
        vm.assertEq(gateway.surplus(), 0);
        vm.assertEq(address(gateway).balance, 4 * FEE_WEI);
        vm.prank(owner);
        vm.expectRevert(ICommandGateway.NothingToWithdraw.selector);
        gateway.withdrawSurplus(treasury);
    }

    function test_theSurplusIsRightWhicheverCommandsAreOpen() public {
        new EtherForcer{value: 1 ether}(payable(address(gateway)));
        uint24[] memory tags = new uint24[](7);
        for (uint256 i = 1; i <= 6; ++i) (, tags[i]) = submit(alice, uint40(FEE + i), i);
        approve(1, tags[1]);
        rollback(2, tags[2]);
        rollback(4, tags[4]);
        vm.assertEq(gateway.surplus(), 1 ether);
        gateway.skipSettled(1);
        vm.assertEq(gateway.surplus(), 1 ether);
        gateway.skipSettled(100);
        vm.assertEq(gateway.surplus(), 1 ether);
        approve(3, tags[3]);
        vm.prank(owner);
        gateway.withdrawSurplus(treasury);
        vm.assertEq(treasury.balance, 1 ether);
        approve(5, tags[5]);
        rollback(6, tags[6]);
        gateway.skipSettled(100);
        vm.assertEq(gateway.surplus(), 0);
        submit(alice, FEE, 7);
        vm.assertEq(gateway.surplus(), 0);
    }

    function test_nothingIsPaidToNobody() public {
        (uint256 commandId, uint24 tag) = submit(alice, FEE, 1);
        approve(commandId, tag);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.TransferFailed.selector, address(0), FEE_WEI));
        gateway.withdrawFees(payable(address(0)));
        vm.assertEq(gateway.earnedGwei(), FEE);
    }

    function creditedPayer() private returns (RevertingPayer payer) {
        payer = new RevertingPayer{value: 1 ether}(gateway);
        uint256 commandId = payer.submit(envelope(99), FEE_WEI);
        rollback(commandId, tagOf(envelope(99)));
        vm.assertEq(gateway.creditOf(address(payer)), FEE);
    }
}
