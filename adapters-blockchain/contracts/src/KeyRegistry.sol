// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IKeyRegistry} from "./interfaces/IKeyRegistry.sol";

/// @title The platform's public encryption keys
abstract contract KeyRegistry is IKeyRegistry, Ownable2Step {
    /// @notice How long everyone can see a new key before it may be used.
    uint40 public constant KEY_DELAY = 24 hours;

    uint8 internal constant X25519 = 1;
    uint8 internal constant X_WING = 2;

    /// @dev RFC 7748.
    uint256 private constant X25519_SIZE = 32;
    /// @dev draft-connolly-cfrg-xwing-kem: ML-KEM-768 (1,184) and X25519 (32).
    uint256 private constant X_WING_SIZE = 1216;

    struct Key {
        uint8 suite;
        uint40 activeFrom;
        uint40 retiredAt;
        bytes publicKey;
    }

    mapping(bytes8 keyId => Key) private _keys;
    bytes8[] private _keyIds;

    /// @inheritdoc IKeyRegistry
    function publishKey(uint8 suite, bytes calldata publicKey) external override onlyOwner returns (bytes8 keyId) {
        return _publish(suite, publicKey, uint40(block.timestamp) + KEY_DELAY);
    }

    /// @inheritdoc IKeyRegistry
    function retireKey(bytes8 keyId) external override onlyOwner {
        Key storage key = _keys[keyId];
        if (key.suite == 0) revert UnknownKey(keyId);
        if (key.retiredAt != 0) revert KeyAlreadyRetired(keyId);
        key.retiredAt = uint40(block.timestamp);
        emit KeyRetired(keyId);
    }

    /// @inheritdoc IKeyRegistry
    function keyIds() external view override returns (bytes8[] memory ids) {
        return _keyIds;
    }

    /// @inheritdoc IKeyRegistry
    function keyOf(bytes8 keyId)
        external
        view
        override
        returns (uint8 suite, uint40 activeFrom, uint40 retiredAt, bytes memory publicKey)
    {
        Key storage key = _keys[keyId];
        return (key.suite, key.activeFrom, key.retiredAt, key.publicKey);
    }

    function _publish(uint8 suite, bytes memory publicKey, uint40 activeFrom) internal returns (bytes8 keyId) {
        if (publicKey.length != _sizeOf(suite)) revert PublicKeySize(suite, publicKey.length);
        keyId = bytes8(sha256(abi.encodePacked(suite, publicKey)));
        if (_keys[keyId].suite != 0) revert KeyAlreadyPublished(keyId);
        _keys[keyId] = Key({suite: suite, activeFrom: activeFrom, retiredAt: 0, publicKey: publicKey});
        _keyIds.push(keyId);
        emit KeyPublished(keyId, suite, activeFrom, publicKey);
    }

    function _sizeOf(uint8 suite) private pure returns (uint256) {
        if (suite == X25519) return X25519_SIZE;
        if (suite == X_WING) return X_WING_SIZE;
        revert UnknownSuite(suite);
    }
}
