// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @notice One open command in one storage slot, highest bits first: payer 160 ‖ feeGwei 40 ‖ deadline 32 ‖ tag 24.
/// Zero means that the command does not exist or is settled; a payer is never zero.
type Escrow is uint256;

using EscrowLibrary for Escrow global;

/// @notice Packs and reads escrows.
library EscrowLibrary {
    Escrow internal constant NONE = Escrow.wrap(0);

    function pack(address payer_, uint40 feeGwei_, uint32 deadline_, uint24 tag_) internal pure returns (Escrow) {
        return Escrow.wrap(
            (uint256(uint160(payer_)) << 96) | (uint256(feeGwei_) << 56) | (uint256(deadline_) << 24) | uint256(tag_)
        );
    }

    function isOpen(Escrow self) internal pure returns (bool) {
        return Escrow.unwrap(self) != 0;
    }

    function payer(Escrow self) internal pure returns (address) {
        return address(uint160(Escrow.unwrap(self) >> 96));
    }

    function feeGwei(Escrow self) internal pure returns (uint40) {
        return uint40(Escrow.unwrap(self) >> 56);
    }

    /// @notice The fee in wei; 40 bits of gwei cannot overflow.
    function toWei(uint40 feeGwei_) internal pure returns (uint256) {
        unchecked {
            return uint256(feeGwei_) * 1 gwei;
        }
    }

    /// @notice The last second (unix) at which the command can be approved.
    function deadline(Escrow self) internal pure returns (uint32) {
        return uint32(Escrow.unwrap(self) >> 24);
    }

    /// @notice The low 24 bits of the Keccak-256 digest of the envelope.
    function tag(Escrow self) internal pure returns (uint24) {
        return uint24(Escrow.unwrap(self));
    }
}
