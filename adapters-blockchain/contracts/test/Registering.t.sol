// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {CommandGateway} from "../src/CommandGateway.sol";
import {IClientRegistry} from "../src/interfaces/IClientRegistry.sol";
import {ICommandGateway} from "../src/interfaces/ICommandGateway.sol";
import {GatewayTest} from "./support/GatewayTest.sol";

contract RegisteringTest is GatewayTest {
    address private carol = address(0x0F66);

    function test_numbersClientsInTheirOrder() public {
        vm.assertEq(gateway.lastClient(), 0);
        vm.prank(alice);
        vm.expectEmit(address(gateway));
        emit IClientRegistry.ClientRegistered(1, alice);
        vm.assertEq(gateway.register(), 1);
        submit(bob, FEE, 1);
        vm.assertEq(gateway.clientOf(alice), 1);
        vm.assertEq(gateway.clientOf(bob), 2);
        vm.assertEq(gateway.clientOf(carol), 0);
        vm.assertEq(gateway.lastClient(), 2);
    }

    function test_aWalletRegistersOnce() public {
        vm.startPrank(alice);
        gateway.register();
        vm.expectRevert(abi.encodeWithSelector(IClientRegistry.WalletAlreadyLinked.selector, alice, 1));
        gateway.register();
    }

    function test_aWalletIsLinkedWhenBothSidesConsent() public {
        vm.startPrank(alice);
        gateway.register();
        vm.expectEmit(address(gateway));
        emit IClientRegistry.WalletInvited(1, bob);
        gateway.invite(bob);
        vm.stopPrank();
        vm.assertEq(gateway.clientOf(bob), 0);
        vm.prank(bob);
        vm.expectEmit(address(gateway));
        emit IClientRegistry.WalletLinked(1, bob);
        gateway.accept(1);
        vm.assertEq(gateway.clientOf(bob), 1);
        vm.assertEq(gateway.lastClient(), 1);
        bytes memory envelope_ = envelope(1);
        vm.prank(bob);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.EncryptedCommand(1, 1, bob, FEE, uint32(START) + WINDOW, envelope_);
        gateway.submit{value: uint256(FEE) * 1 gwei}(envelope_);
        // A linked wallet may link others, so that losing the first one loses nothing.
        vm.prank(bob);
        gateway.invite(carol);
        vm.prank(carol);
        gateway.accept(1);
        vm.assertEq(gateway.clientOf(carol), 1);
    }

    function test_nobodyJoinsUninvited() public {
        vm.prank(alice);
        gateway.register();
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IClientRegistry.WalletNotInvited.selector, 1, bob));
        gateway.accept(1);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IClientRegistry.WalletNotInvited.selector, 0, bob));
        gateway.accept(0);
    }

    function test_anInvitationHoldsOnceAndCanBeTakenBack() public {
        vm.startPrank(alice);
        gateway.register();
        gateway.invite(bob);
        vm.expectEmit(address(gateway));
        emit IClientRegistry.InvitationWithdrawn(1, bob);
        gateway.withdrawInvitation(bob);
        vm.expectRevert(abi.encodeWithSelector(IClientRegistry.WalletNotInvited.selector, 1, bob));
        gateway.withdrawInvitation(bob);
        vm.stopPrank();
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IClientRegistry.WalletNotInvited.selector, 1, bob));
        gateway.accept(1);
    }

    function test_aWalletThatStandsForAClientIsNeitherInvitedNorAccepting() public {
        vm.prank(alice);
        gateway.register();
        vm.prank(alice);
        gateway.invite(bob);
        vm.prank(bob);
        gateway.register();
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IClientRegistry.WalletAlreadyLinked.selector, bob, 2));
        gateway.accept(1);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IClientRegistry.WalletAlreadyLinked.selector, bob, 2));
        gateway.invite(bob);
    }

    function test_aStrangerInvitesNobody() public {
        vm.startPrank(stranger);
        bytes memory refusal_ = abi.encodeWithSelector(IClientRegistry.WalletNotLinked.selector, stranger);
        vm.expectRevert(refusal_);
        gateway.invite(bob);
        vm.expectRevert(refusal_);
        gateway.withdrawInvitation(bob);
    }

    function test_aSuccessorGoesOnWithTheNumbersOfItsPredecessor() public {
        vm.prank(alice);
        gateway.register();
        vm.prank(bob);
        gateway.register();
        CommandGateway successor = succeed(gateway);
        vm.assertEq(address(successor.predecessor()), address(gateway));
        vm.assertEq(successor.inheritedClients(), 2);
        vm.assertEq(successor.clientOf(bob), 2);

        // A first submission adopts by itself.
        bytes memory envelope_ = envelope(1);
        vm.prank(bob);
        vm.expectEmit(address(successor));
        emit IClientRegistry.WalletLinked(2, bob);
        vm.expectEmit(address(successor));
        emit ICommandGateway.EncryptedCommand(1, 2, bob, FEE, uint32(START) + WINDOW, envelope_);
        successor.submit{value: uint256(FEE) * 1 gwei}(envelope_);
        // A new client gets the next number.
        vm.prank(carol);
        vm.assertEq(successor.register(), 3);
        // Anyone adopts for anyone.
        vm.prank(stranger);
        vm.expectEmit(address(successor));
        emit IClientRegistry.WalletLinked(1, alice);
        vm.assertEq(successor.adopt(alice), 1);
        vm.expectRevert(abi.encodeWithSelector(IClientRegistry.WalletAlreadyLinked.selector, alice, 1));
        successor.adopt(alice);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IClientRegistry.WalletAlreadyLinked.selector, alice, 1));
        successor.register();
    }

    function test_registeringAtASuccessorAdopts() public {
        vm.prank(alice);
        gateway.register();
        CommandGateway successor = succeed(gateway);
        vm.prank(alice);
        vm.assertEq(successor.register(), 1);
        vm.assertEq(successor.lastClient(), 1);
    }

    function test_whatThePredecessorRegistersLaterIsNotAdopted() public {
        vm.prank(alice);
        gateway.register();
        CommandGateway successor = succeed(gateway);
        vm.prank(bob);
        gateway.register();
        vm.assertEq(successor.clientOf(bob), 0);
        vm.expectRevert(abi.encodeWithSelector(IClientRegistry.NothingToAdopt.selector, bob));
        successor.adopt(bob);
        vm.prank(carol);
        vm.assertEq(successor.register(), 2);
        vm.prank(bob);
        vm.assertEq(successor.register(), 3);
    }

    function test_aWalletKnownHereKeepsItsNumberWhateverThePredecessorSaysLater() public {
        vm.prank(alice);
        gateway.register();
        CommandGateway successor = succeed(gateway);
        vm.prank(bob);
        successor.register();
        vm.prank(alice);
        gateway.invite(bob);
        vm.prank(bob);
        gateway.accept(1);
        vm.assertEq(successor.clientOf(bob), 2);
        vm.expectRevert(abi.encodeWithSelector(IClientRegistry.WalletAlreadyLinked.selector, bob, 2));
        successor.adopt(bob);
    }

    function test_numbersAreInheritedThroughSeveralGateways() public {
        vm.prank(alice);
        gateway.register();
        CommandGateway second = succeed(gateway);
        vm.prank(bob);
        second.register();
        CommandGateway third = succeed(second);
        vm.assertEq(third.clientOf(alice), 1);
        vm.assertEq(third.clientOf(bob), 2);
        vm.prank(carol);
        vm.assertEq(third.register(), 3);
        // A wallet not adopted yet speaks for its client all the same.
        vm.prank(alice);
        third.invite(stranger);
        vm.prank(stranger);
        third.accept(1);
        vm.assertEq(third.clientOf(stranger), 1);
    }

    function test_withoutAPredecessorNothingIsAdopted() public {
        vm.expectRevert(abi.encodeWithSelector(IClientRegistry.NothingToAdopt.selector, alice));
        gateway.adopt(alice);
    }

    function test_aPredecessorHasToBeARegistry() public {
        ICommandGateway.Settings memory settings_ = settings();
        settings_.predecessor = IClientRegistry(stranger);
        vm.expectRevert();
        this.createFrom(settings_);
    }

    function createFrom(ICommandGateway.Settings calldata settings_) external returns (CommandGateway) {
        return create(settings_);
    }

    function succeed(CommandGateway predecessor) private returns (CommandGateway) {
        ICommandGateway.Settings memory settings_ = settings();
        settings_.predecessor = predecessor;
        return create(settings_);
    }
}
