// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {Escrow} from "./Escrow.sol";

/// @notice One verdict of a batch in one word, highest bits first: commandId 216 ‖ tag 24 ‖ verdict 8 ‖ reason 8, so
/// `commandId << 40 | tag << 16 | verdict << 8 | reason`. Verdict 0 approves (its reason is 0), 1 rolls back.
type SettlementEntry is uint256;

using SettlementEntryLibrary for SettlementEntry global;

/// @notice Packs and reads the entries of a batch.
library SettlementEntryLibrary {
    uint8 internal constant APPROVE = 0;
    uint8 internal constant ROLLBACK = 1;

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

    function tag(SettlementEntry self) internal pure returns (uint24) {
        return uint24(SettlementEntry.unwrap(self) >> 16);
    }

    /// @notice Verdict and reason in one, to tell an approval from a rollback in one comparison.
    function outcome(SettlementEntry self) internal pure returns (uint16) {
        return uint16(SettlementEntry.unwrap(self));
    }

    function isApproval(SettlementEntry self) internal pure returns (bool) {
        return outcome(self) == 0;
    }

    function isRollback(SettlementEntry self) internal pure returns (bool) {
        return outcome(self) >> 8 == ROLLBACK;
    }

    /// @notice Whether the entry can take effect on the escrow at this time (unix seconds).
    function appliesTo(SettlementEntry self, Escrow escrow, uint256 time) internal pure returns (bool) {
        if (!escrow.isOpen() || tag(self) != escrow.tag()) return false;
        return isApproval(self) ? time <= escrow.deadline() : isRollback(self);
    }
}
