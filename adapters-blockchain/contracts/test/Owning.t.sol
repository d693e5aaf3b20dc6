// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {CommandGateway} from "../src/CommandGateway.sol";
import {ICommandGateway} from "../src/interfaces/ICommandGateway.sol";
import {GatewayTest} from "./support/GatewayTest.sol";

contract OwningTest is GatewayTest {
    function test_ownershipChangesInTwoSteps() public {
        vm.prank(owner);
        gateway.transferOwnership(bob);
        vm.assertEq(gateway.owner(), owner);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger));
        gateway.acceptOwnership();
        vm.prank(bob);
        gateway.acceptOwnership();
        vm.assertEq(gateway.owner(), bob);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, owner));
        gateway.pause();
    }

    function test_theGatewayIsNeverWithoutAnOwner() public {
        vm.prank(owner);
        vm.expectRevert(ICommandGateway.OwnershipNotRenounceable.selector);
        gateway.renounceOwnership();
        vm.assertEq(gateway.owner(), owner);
    }

    function test_onlyTheOwnerSetsTheTermsAndRoles() public {
        bytes[5] memory calls = [
            abi.encodeCall(gateway.setSettler, (stranger)),
            abi.encodeCall(gateway.setMinFeeGwei, (0)),
            abi.encodeCall(gateway.setWindow, (7 days)),
            abi.encodeCall(gateway.pause, ()),
            abi.encodeCall(gateway.unpause, ())
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(settler);
            (bool success, bytes memory data) = address(gateway).call(calls[i]);
            vm.assertTrue(!success);
            vm.assertEq(data, abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, settler));
        }
    }

    function testFuzz_theWindowIsTenMinutesToSevenDays(uint32 window) public {
        vm.startPrank(owner);
        if (window < 10 minutes || window > 7 days) {
            vm.expectRevert(abi.encodeWithSelector(ICommandGateway.WindowOutOfBounds.selector, window));
            gateway.setWindow(window);
            vm.assertEq(gateway.window(), WINDOW);
        } else {
            vm.expectEmit(address(gateway));
            emit ICommandGateway.WindowChanged(WINDOW, window);
            gateway.setWindow(window);
            vm.assertEq(gateway.window(), window);
        }
    }

    function test_theWindowsBoundsBelongToIt() public {
        vm.startPrank(owner);
        gateway.setWindow(10 minutes);
        gateway.setWindow(7 days);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.WindowOutOfBounds.selector, 10 minutes - 1));
        gateway.setWindow(10 minutes - 1);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.WindowOutOfBounds.selector, 7 days + 1));
        gateway.setWindow(7 days + 1);
    }

    function test_theSmallestFeeChanges() public {
        vm.prank(owner);
        vm.expectEmit(address(gateway));
        emit ICommandGateway.MinFeeChanged(MIN_FEE, 5);
        gateway.setMinFeeGwei(5);
        vm.assertEq(gateway.minFeeGwei(), 5);
        submit(alice, 5, 1);
    }

    function test_thereIsAlwaysASettler() public {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.SettlerInvalidAccount.selector, address(0)));
        gateway.setSettler(address(0));
        vm.assertEq(gateway.settler(), settler);
    }

    function test_settingsAreCheckedAtCreation() public {
        ICommandGateway.Settings memory settings_ = settings();
        settings_.owner = address(0);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableInvalidOwner.selector, address(0)));
        this.createFrom(settings_);
        settings_ = settings();
        settings_.settler = address(0);
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.SettlerInvalidAccount.selector, address(0)));
        this.createFrom(settings_);
        settings_ = settings();
        settings_.window = 599;
        vm.expectRevert(abi.encodeWithSelector(ICommandGateway.WindowOutOfBounds.selector, 599));
        this.createFrom(settings_);
    }

    function createFrom(ICommandGateway.Settings calldata settings_) external returns (CommandGateway) {
        return create(settings_);
    }

    /// @dev docs/contract.md describes this layout; settlements and submissions are cheap because of it.
    function test_theStorageIsLaidOutAsDocumented() public {
        (uint256 commandId, uint24 tag) = submit(alice, FEE, 1);
        (uint256 second, uint24 secondTag) = submit(bob, FEE, 2);
        approve(second, secondTag);
        uint256 counters = uint256(vm.load(address(gateway), bytes32(uint256(6))));
        vm.assertEq(uint32(counters), 2);
        vm.assertEq(uint48(counters >> 32), 3);
        vm.assertEq(uint40(counters >> 80), MIN_FEE);
        vm.assertEq(uint32(counters >> 120), WINDOW);
        uint256 books = uint256(vm.load(address(gateway), bytes32(uint256(7))));
        vm.assertEq(address(uint160(books)), settler);
        vm.assertEq(uint48(books >> 160), FEE);
        uint256 escrow = uint256(vm.load(address(gateway), keccak256(abi.encode(commandId, 8))));
        vm.assertEq(escrow >> 96, uint256(uint160(alice)));
        vm.assertEq(uint40(escrow >> 56), FEE);
        vm.assertEq(uint32(escrow >> 24), START + WINDOW);
        vm.assertEq(uint24(escrow), tag);
    }
}
