// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title The platform's public encryption keys
/// @notice A client seals its command to a key published here. A new key becomes active only after a day, so that a
/// stolen owner key cannot divert commands unseen; a retirement takes effect at once.
interface IKeyRegistry {
    // ---------------------------------------------------------------------------------------------------- events

    /// @notice A key was published; it may be used from `activeFrom` (unix seconds) on.
    event KeyPublished(bytes8 indexed keyId, uint8 suite, uint40 activeFrom, bytes publicKey);

    /// @notice A key was retired; nothing may be sealed to it any more.
    event KeyRetired(bytes8 indexed keyId);

    // ---------------------------------------------------------------------------------------------------- errors

    /// @notice The suite is none of those this contract knows.
    error UnknownSuite(uint8 suite);

    /// @notice The public key has not the size its suite demands, in bytes.
    error PublicKeySize(uint8 suite, uint256 size);

    /// @notice The same suite and public key were published before; a retired key never comes back.
    error KeyAlreadyPublished(bytes8 keyId);

    /// @notice No key of this id was published.
    error UnknownKey(bytes8 keyId);

    /// @notice The key was retired before.
    error KeyAlreadyRetired(bytes8 keyId);

    // ------------------------------------------------------------------------------------------------- functions

    /// @notice Publishes a key, active 24 hours from now; for the owner.
    /// @param suite 1 = X25519 (32 bytes), 2 = X-Wing (1,216 bytes).
    /// @return keyId The first 8 bytes of SHA-256(suite byte ‖ public key), computed here so that it cannot lie.
    function publishKey(uint8 suite, bytes calldata publicKey) external returns (bytes8 keyId);

    /// @notice Retires a key at once, active or not yet; for the owner.
    function retireKey(bytes8 keyId) external;

    /// @notice The ids of all keys ever published, oldest first.
    function keyIds() external view returns (bytes8[] memory ids);

    /// @notice One key; times in unix seconds, `retiredAt` is 0 for a key that is not retired. All zero and empty for an
    /// id that was never published.
    function keyOf(bytes8 keyId)
        external
        view
        returns (uint8 suite, uint40 activeFrom, uint40 retiredAt, bytes memory publicKey);
}
