// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title Ether sent to accounts that may be hostile
/// @notice Copies no return data, so that a recipient cannot make the sender pay for its memory.
library Payout {
    /// @notice The gas a refund is sent with; the EVM adds its stipend of 2,300 for a call with value.
    uint256 internal constant REFUND_GAS = 10_000;

    /// @notice The gas that has to be left before a refund: with less, the EVM would silently pass on less than
    /// `REFUND_GAS` (EIP-150 keeps a 64th back), and whoever picks the gas limit could make a refund fail. Covers
    /// REFUND_GAS × 64 / 63, a call with value to a cold account (11,600), and the steps in between.
    uint256 internal constant REFUND_GAS_NEEDED = 22_000;

    /// @notice Sends a refund with little gas, so that a payer can't make a settlement dear.
    function refund(address to, uint256 amountWei) internal returns (bool delivered) {
        assembly ("memory-safe") {
            delivered := call(REFUND_GAS, to, amountWei, 0, 0, 0, 0)
        }
    }

    /// @notice Sends ether with all gas.
    function send(address to, uint256 amountWei) internal returns (bool delivered) {
        assembly ("memory-safe") {
            delivered := call(gas(), to, amountWei, 0, 0, 0, 0)
        }
    }
}
