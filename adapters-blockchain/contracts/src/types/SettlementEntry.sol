// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @notice One verdict of a batch in one word, highest bits first: commandId 216 ‖ tag 24 ‖ verdict 8 ‖ reason 8, so
/// `commandId << 40 | tag << 16 | verdict << 8 | reason`. Verdict 0 approves (its reason is 0), 1 rolls back.
type SettlementEntry is uint256;

using SettlementEntryLibrary for SettlementEntry global;

/// @notice Packs and reads the entries of a batch.
library SettlementEntryLibrary {
    uint8 internal constant ROLLBACK = 1;

    /// @dev Command numbers start at 1, so no entry that took effect is zero.
    SettlementEntry internal constant NONE = SettlementEntry.wrap(0);

    function packApproval(uint256 commandId_, uint24 tag_) internal pure returns (SettlementEntry) {
        return SettlementEntry.wrap((commandId_ << 40) | (uint256(tag_) << 16));
    }

    function packRollback(uint256 commandId_, uint24 tag_, uint8 reason_) internal pure returns (SettlementEntry) {
        return SettlementEntry.wrap(
            (commandId_ << 40) | (uint256(tag_) << 16) | (uint256(ROLLBACK) << 8) | uint256(reason_)
        );
    }

    function commandId(SettlementEntry self) internal pure returns (uint256) {
        return SettlementEntry.unwrap(self) >> 40;
    }

    /// @notice Whether this is an approval of a command with this tag; the low 40 bits are tag ‖ 0 ‖ 0.
    function approves(SettlementEntry self, uint24 tag) internal pure returns (bool) {
        return uint40(SettlementEntry.unwrap(self)) == uint256(tag) << 16;
    }

    /// @notice Whether this is a rollback of a command with this tag, for whatever reason.
    function rollsBack(SettlementEntry self, uint24 tag) internal pure returns (bool) {
        return uint32(SettlementEntry.unwrap(self) >> 8) == (uint256(tag) << 8) | ROLLBACK;
    }

    /// @notice Moves the entries that are not `NONE` to the front and cuts the list behind them.
    function compact(SettlementEntry[] memory entries) internal pure returns (SettlementEntry[] memory) {
        uint256 count = 0;
        for (uint256 i = 0; i < entries.length; ++i) {
            if (SettlementEntry.unwrap(entries[i]) != 0) entries[count++] = entries[i];
        }
        assembly ("memory-safe") {
            mstore(entries, count)
        }
        return entries;
    }
}
