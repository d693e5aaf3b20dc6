// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {ICommandGateway} from "../src/interfaces/ICommandGateway.sol";
import {SettlementEntry} from "../src/types/SettlementEntry.sol";
import {GatewayTest} from "./support/GatewayTest.sol";
import {Vm} from "./support/Vm.sol";
import {
    ContractPayer,
    GasBurningPayer,
    GasHungryPayer,
    GasNotingPayer,
    ReclaimingPayer,
    ReturnBombPayer,
    RevertingPayer,
    SurplusReadingPayer
} from "./support/HostilePayers.sol";

contract RefundingHostilePayersTest is GatewayTest {
    uint256 private constant FEE_WEI = uint256(FEE) * 1 gwei;

    /// @dev What a rollback may cost at most, intrinsic gas left aside: the refund's gas, its credit, the rest.
    uint256 private constant DEAREST_ROLLBACK = 62_000;

    function test_aRevertingPayerIsCreditedAndTheCommandSettles() public {
        RevertingPayer payer = new RevertingPayer{value: 1 ether}(gateway);
        (uint256 commandId, uint24 tag) = submitFrom(payer, 1);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.RolledBack(commandId, REASON, EVIDENCE);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.RefundCredited(address(payer), commandId, FEE);
        rollback(commandId, tag);
        expectCredit(address(payer), FEE);
        vm.assertTrue(!isOpen(commandId));
    }

    function test_aPayerThatBurnsItsGasCostsTheSettlerABoundedAmount() public {
        GasBurningPayer payer = new GasBurningPayer{value: 1 ether}(gateway);
        (uint256 commandId, uint24 tag) = submitFrom(payer, 1);
        uint256 before = gasleft();
        rollback(commandId, tag);
        vm.assertLe(before - gasleft(), DEAREST_ROLLBACK);
        expectCredit(address(payer), FEE);
    }

    function test_theDataOfAReturnBombIsNotCopied() public {
        ReturnBombPayer bomb = new ReturnBombPayer{value: 1 ether}(gateway, false);
        (uint256 commandId, uint24 tag) = submitFrom(bomb, 1);
        uint256 before = gasleft();
        rollback(commandId, tag);
        vm.assertLe(before - gasleft(), DEAREST_ROLLBACK - 22_100);
        vm.assertEq(address(bomb).balance, 1 ether);

        ReturnBombPayer revertingBomb = new ReturnBombPayer{value: 1 ether}(gateway, true);
        (commandId, tag) = submitFrom(revertingBomb, 2);
        before = gasleft();
        rollback(commandId, tag);
        vm.assertLe(before - gasleft(), DEAREST_ROLLBACK);
        expectCredit(address(revertingBomb), FEE);
    }

    function test_aPayerCannotSettleMoreWhileItIsRefunded() public {
        ReclaimingPayer payer = new ReclaimingPayer{value: 1 ether}(gateway, 2);
        (uint256 first, uint24 tag) = submitFrom(payer, 1);
        (uint256 second,) = submitFrom(payer, 2);
        vm.warp(deadlineOf(second) + 1);
        rollback(first, tag);
        expectCredit(address(payer), FEE);
        vm.assertTrue(isOpen(second), "what was tried within the refund left no trace");
    }

    function test_theSurplusIsNotToldInTheMiddleOfABatch() public {
        SurplusReadingPayer payer = new SurplusReadingPayer{value: 1 ether}(gateway);
        (uint256 first, uint24 firstTag) = submit(alice, FEE, 1);
        (uint256 second, uint24 secondTag) = submitFrom(payer, 2);
        (uint256 third, uint24 thirdTag) = submitFrom(payer, 3);
        // The books are whole within a single rollback, so the answer is given there.
        rollback(third, thirdTag);
        vm.assertEq(gateway.creditOf(address(payer)), 0);
        SettlementEntry[] memory entries = new SettlementEntry[](2);
        entries[0] = approval(first, firstTag);
        entries[1] = refusal(second, secondTag);
        settle(entries);
        expectCredit(address(payer), FEE);
    }

    function test_hostilePayersStopNobodyElsesSettlement() public {
        SettlementEntry[] memory entries = new SettlementEntry[](6);
        ContractPayer[4] memory hostile = [
            ContractPayer(new RevertingPayer{value: 1 ether}(gateway)),
            new GasBurningPayer{value: 1 ether}(gateway),
            new ReturnBombPayer{value: 1 ether}(gateway, true),
            new GasHungryPayer{value: 1 ether}(gateway)
        ];
        (uint256 commandId, uint24 tag) = submit(alice, FEE, 9);
        entries[0] = approval(commandId, tag);
        for (uint256 i = 0; i < 4; ++i) {
            (commandId, tag) = submitFrom(hostile[i], i);
            entries[i + 1] = refusal(commandId, tag);
        }
        (commandId, tag) = submit(bob, FEE, 10);
        entries[5] = refusal(commandId, tag);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.BatchSettled(EVIDENCE, entries);
        settle(entries);
        vm.assertEq(gateway.earnedGwei(), FEE);
        vm.assertEq(gateway.owedGwei(), 4 * uint256(FEE));
        vm.assertEq(bob.balance, 100 ether);
        vm.assertEq(address(gateway).balance, 5 * FEE_WEI);
        vm.assertEq(gateway.surplus(), 0);
    }

    /// @dev Whoever sends the transaction picks its gas, and anyone may reclaim: with any amount of gas, the payer gets
    /// its full share or nothing happens. Isolated, each call is a transaction of its own, to which the payer is cold.
    /// forge-config: default.isolate = true
    function test_noGasLimitStarvesARefund() public {
        GasNotingPayer payer = new GasNotingPayer{value: 1 ether}(gateway);
        (uint256 commandId,) = submitFrom(payer, 1);
        vm.warp(deadlineOf(commandId) + 1);
        bytes memory call_ = abi.encodeCall(gateway.reclaim, (commandId));
        uint256 delivered = 0;
        for (uint256 gasLimit = 5_000; gasLimit < 60_000; gasLimit += 100) {
            uint256 snapshot = vm.snapshotState();
            vm.recordLogs();
            (bool success,) = address(gateway).call{gas: gasLimit}(call_);
            Vm.Log[] memory logs = vm.getRecordedLogs();
            vm.assertEq(gateway.creditOf(address(payer)), 0);
            vm.assertTrue(isOpen(commandId) != success);
            if (success) {
                ++delivered;
                vm.assertEq(logs[1].emitter, address(payer));
                uint256 given = abi.decode(logs[1].data, (uint256));
                vm.assertGe(given, 12_200, "10,000 gas and the stipend, less the dispatch");
                vm.assertEq(address(payer).balance, 1 ether);
            }
            vm.revertToState(snapshot);
        }
        vm.assertGe(delivered, 200);
    }

    function test_aReclaimThatCannotBeDeliveredIsCreditedToo() public {
        RevertingPayer payer = new RevertingPayer{value: 1 ether}(gateway);
        (uint256 commandId,) = submitFrom(payer, 1);
        vm.warp(deadlineOf(commandId) + 1);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.Reclaimed(commandId, address(payer));
        vm.expectEmit(address(gateway));
        emit ICommandGateway.RefundCredited(address(payer), commandId, FEE);
        vm.prank(stranger);
        gateway.reclaim(commandId);
        expectCredit(address(payer), FEE);
    }

    function submitFrom(ContractPayer payer, uint256 seed) private returns (uint256 commandId, uint24 tag) {
        commandId = payer.submit(envelope(seed), FEE_WEI);
        tag = tagOf(envelope(seed));
    }

    function expectCredit(address payer, uint256 amountGwei) private view {
        vm.assertEq(gateway.creditOf(payer), amountGwei);
        vm.assertEq(gateway.owedGwei(), amountGwei);
    }
}
