// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {GatewayHandler} from "./support/GatewayHandler.sol";
import {GatewayTest} from "./support/GatewayTest.sol";
import {
    GasBurningPayer,
    GasHungryPayer,
    GasNotingPayer,
    ReturnBombPayer,
    RevertingPayer
} from "./support/HostilePayers.sol";

/// @notice What holds after any sequence of calls by anyone.
contract InvariantsTest is GatewayTest {
    uint256 private constant FUNDS = 1_000_000 ether;

    GatewayHandler private handler;

    function setUp() public override {
        super.setUp();
        address[] memory payers = new address[](7);
        payers[0] = alice;
        payers[1] = bob;
        payers[2] = address(new GasNotingPayer(gateway));
        payers[3] = address(new RevertingPayer(gateway));
        payers[4] = address(new GasBurningPayer(gateway));
        payers[5] = address(new ReturnBombPayer(gateway, true));
        payers[6] = address(new GasHungryPayer(gateway));
        for (uint256 i = 0; i < payers.length; ++i) vm.deal(payers[i], FUNDS);
        handler = new GatewayHandler(gateway, owner, settler, payers);
        vm.deal(address(handler), FUNDS);
    }

    /// @notice forge asks which contracts to call.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev One function, since forge runs whole sequences for each.
    function invariant_theBooksBalanceWhateverHappens() public view {
        GatewayHandler.Submitted[] memory commands = handler.commands();
        theBalanceCoversEscrowEarningsAndCredits(commands.length);
        aCommandSettlesAtMostOnce(commands);
        noFeeWithoutAnApproval(commands);
        noRefundWithoutARollbackOrReclaim(commands);
        settlementsFollowTheRules();
    }

    /// @notice Balance = escrow + earned + owed + surplus, and the surplus is what was forced in.
    function theBalanceCoversEscrowEarningsAndCredits(uint256 count) private view {
        uint256 boundGwei = gateway.earnedGwei() + gateway.owedGwei();
        for (uint256 id = 1; id <= count; ++id) {
            (, uint40 feeGwei,,) = gateway.escrowOf(id);
            boundGwei += feeGwei;
        }
        vm.assertGe(address(gateway).balance, boundGwei * 1 gwei, "insolvent");
        uint256 surplus = handler.forcedWei() - handler.surplusWithdrawnWei();
        vm.assertEq(address(gateway).balance - boundGwei * 1 gwei, surplus, "excess that was not forced in");
        vm.assertEq(gateway.surplus(), surplus, "surplus");
    }

    function aCommandSettlesAtMostOnce(GatewayHandler.Submitted[] memory commands) private view {
        for (uint256 i = 0; i < commands.length; ++i) {
            GatewayHandler.Submitted memory command = commands[i];
            vm.assertLe(command.endings, 1, "settled twice");
            vm.assertTrue(isOpen(i + 1) == (command.endings == 0), "open exactly until it is settled");
        }
        vm.assertEq(gateway.nextCommandId(), commands.length + 1, "numbers without gaps");
    }

    function noFeeWithoutAnApproval(GatewayHandler.Submitted[] memory commands) private view {
        uint256 approvedGwei = 0;
        for (uint256 i = 0; i < commands.length; ++i) {
            GatewayHandler.Submitted memory command = commands[i];
            if (command.fate == GatewayHandler.Fate.Approved) approvedGwei += command.feeGwei;
        }
        vm.assertEq(gateway.earnedGwei() + handler.feesWithdrawnGwei(), approvedGwei);
    }

    /// @notice Every payer has exactly the fees of its open and approved commands less than it began with.
    function noRefundWithoutARollbackOrReclaim(GatewayHandler.Submitted[] memory commands) private view {
        address[] memory payers = handler.payers();
        uint256 creditsGwei = 0;
        for (uint256 i = 0; i < payers.length; ++i) {
            uint256 spentGwei = 0;
            for (uint256 j = 0; j < commands.length; ++j) {
                GatewayHandler.Fate fate = commands[j].fate;
                bool refunded = fate == GatewayHandler.Fate.RolledBack || fate == GatewayHandler.Fate.Reclaimed;
                if (commands[j].payer == payers[i] && !refunded) spentGwei += commands[j].feeGwei;
            }
            uint256 credit = gateway.creditOf(payers[i]);
            creditsGwei += credit;
            uint256 elsewhere = handler.creditWithdrawnGwei(payers[i]);
            vm.assertEq(payers[i].balance + (credit + elsewhere + spentGwei) * 1 gwei, FUNDS);
        }
        vm.assertEq(gateway.owedGwei(), creditsGwei);
    }

    /// @notice Each settlement works exactly when the rules say so: by the settler, with the tag, in time, once.
    function settlementsFollowTheRules() private view {
        vm.assertEq(handler.surprises(), 0);
    }

    /// @dev Without this, the invariants could hold over sequences in which nothing ever happens.
    function test_theSequencesReachEveryFate() public {
        for (uint256 i = 0; i < 400; ++i) step(uint256(keccak256(abi.encode(i))));
        uint256[4] memory fates;
        GatewayHandler.Submitted[] memory commands = handler.commands();
        for (uint256 i = 0; i < commands.length; ++i) ++fates[uint256(commands[i].fate)];
        for (uint256 i = 0; i < fates.length; ++i) vm.assertGe(fates[i], 3, "a fate is hardly ever reached");
        vm.assertTrue(handler.feesWithdrawnGwei() != 0, "no fees were withdrawn");
        vm.assertTrue(handler.surplusWithdrawnWei() != 0, "no surplus was withdrawn");
        vm.assertTrue(gateway.owedGwei() != 0, "no refund failed");
        uint256 withdrawnGwei = 0;
        address[] memory payers = handler.payers();
        for (uint256 i = 0; i < payers.length; ++i) withdrawnGwei += handler.creditWithdrawnGwei(payers[i]);
        vm.assertTrue(withdrawnGwei != 0, "no credit was withdrawn");
        invariant_theBooksBalanceWhateverHappens();
    }

    function step(uint256 seed) private {
        uint256 which = seed >> 8;
        uint256 twist = seed >> 128;
        uint256 kind = seed % 16;
        if (kind < 5) handler.submit(which, twist, seed);
        else if (kind < 6) handler.approve(which, twist);
        else if (kind < 8) handler.rollback(which, twist);
        else if (kind < 9) handler.settle(seedsFrom(seed), uint8(twist));
        else if (kind < 11) handler.reclaim(which, stranger);
        else if (kind < 12) handler.withdrawCredit(which, twist % 2 == 0, stranger);
        else if (kind < 13) handler.withdrawFees();
        else if (kind < 14) handler.withdrawSurplus();
        else if (kind < 15) handler.forceEther(which);
        else handler.passTime(uint32(twist));
    }

    function seedsFrom(uint256 seed) private pure returns (uint256[12] memory seeds) {
        for (uint256 i = 0; i < seeds.length; ++i) seeds[i] = uint256(keccak256(abi.encode(seed, i)));
    }
}
