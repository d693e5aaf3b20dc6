// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IKeyRegistry} from "../src/interfaces/IKeyRegistry.sol";
import {GatewayTest} from "./support/GatewayTest.sol";

contract PublishingKeysTest is GatewayTest {
    function test_theKeysOfTheConstructorAreActiveAtOnce() public view {
        bytes8[] memory ids = gateway.keyIds();
        vm.assertEq(ids.length, 1);
        (uint8 suite, uint40 activeFrom, uint40 retiredAt, bytes memory publicKey) = gateway.keyOf(ids[0]);
        vm.assertEq(suite, 1);
        vm.assertEq(activeFrom, START);
        vm.assertEq(retiredAt, 0);
        vm.assertEq(publicKey, x25519Key(1));
    }

    function test_aLaterKeyIsActiveAfterADay() public {
        bytes memory key = xWingKey(1);
        bytes8 keyId = bytes8(sha256(abi.encodePacked(uint8(2), key)));
        vm.prank(owner);
        vm.expectEmit(address(gateway));
        emit IKeyRegistry.KeyPublished(keyId, 2, uint40(START) + 24 hours, key);
        vm.assertEq(bytes32(gateway.publishKey(2, key)), bytes32(keyId));
        (uint8 suite, uint40 activeFrom,, bytes memory publicKey) = gateway.keyOf(keyId);
        vm.assertEq(suite, 2);
        vm.assertEq(activeFrom, START + 24 hours);
        vm.assertEq(publicKey, key);
        vm.assertEq(bytes32(gateway.keyIds()[1]), bytes32(keyId));
    }

    /// @dev SHA-256 of 01 and 32 bytes of 2a, worked out with another program.
    function test_theKeyIdIsTheBeginningOfTheDigestOfSuiteAndKey() public {
        bytes memory key = abi.encodePacked(bytes32(0x2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a));
        vm.prank(owner);
        vm.assertEq(bytes32(gateway.publishKey(1, key)), bytes32(bytes8(0xe736814286df8886)));
    }

    function test_aRetirementHoldsAtOnceAndForEver() public {
        bytes8 keyId = gateway.keyIds()[0];
        vm.warp(START + 5);
        vm.startPrank(owner);
        vm.expectEmit(address(gateway));
        emit IKeyRegistry.KeyRetired(keyId);
        gateway.retireKey(keyId);
        (,, uint40 retiredAt,) = gateway.keyOf(keyId);
        vm.assertEq(retiredAt, START + 5);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.KeyAlreadyRetired.selector, keyId));
        gateway.retireKey(keyId);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.KeyAlreadyPublished.selector, keyId));
        gateway.publishKey(1, x25519Key(1));
    }

    function test_aKeyThatIsNotActiveYetCanBeRetired() public {
        vm.startPrank(owner);
        bytes8 keyId = gateway.publishKey(1, x25519Key(2));
        gateway.retireKey(keyId);
        (, uint40 activeFrom, uint40 retiredAt,) = gateway.keyOf(keyId);
        vm.assertTrue(retiredAt != 0 && retiredAt < activeFrom);
    }

    function test_refusesUnknownSuitesSizesAndKeys() public {
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.UnknownSuite.selector, 0));
        gateway.publishKey(0, x25519Key(2));
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.UnknownSuite.selector, 3));
        gateway.publishKey(3, x25519Key(2));
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.PublicKeySize.selector, 1, 31));
        gateway.publishKey(1, new bytes(31));
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.PublicKeySize.selector, 2, 32));
        gateway.publishKey(2, new bytes(32));
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.UnknownKey.selector, bytes8("12345678")));
        gateway.retireKey(bytes8("12345678"));
        vm.assertEq(gateway.keyIds().length, 1);
    }

    function test_anUnknownKeyReadsAsNothing() public view {
        (uint8 suite, uint40 activeFrom, uint40 retiredAt, bytes memory publicKey) = gateway.keyOf(bytes8("12345678"));
        vm.assertTrue(suite == 0 && activeFrom == 0 && retiredAt == 0 && publicKey.length == 0);
    }

    function test_onlyTheOwnerPublishesAndRetires() public {
        bytes8 keyId = gateway.keyIds()[0];
        bytes memory refusal_ = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, settler);
        vm.startPrank(settler);
        vm.expectRevert(refusal_);
        gateway.publishKey(1, x25519Key(2));
        vm.expectRevert(refusal_);
        gateway.retireKey(keyId);
    }

    function xWingKey(uint256 seed) private pure returns (bytes memory key) {
        for (uint256 i = 0; i < 38; ++i) key = abi.encodePacked(key, keccak256(abi.encode(seed, i)));
    }
}
