// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IClientRegistry} from "./IClientRegistry.sol";
import {IKeyRegistry} from "./IKeyRegistry.sol";
import {SettlementEntry} from "../types/SettlementEntry.sol";

/// @title The gateway for encrypted commands
/// @notice A client submits a sealed command with a fee. The fee is held until the platform proves that it carried the
/// command out (approve: the fee is earned) or that it did not (rollback: the fee goes back), or until the deadline has
/// passed and anyone sends it back (reclaim).
interface ICommandGateway is IClientRegistry, IKeyRegistry {
    // ---------------------------------------------------------------------------------------------------- types

    /// @notice An encryption key that is active from the creation of the gateway on.
    struct InitialKey {
        uint8 suite;
        bytes publicKey;
    }

    /// @notice What a gateway is created with.
    struct Settings {
        address owner;
        address settler;
        uint40 minFeeGwei;
        uint32 window;
        IClientRegistry predecessor;
        InitialKey[] keys;
    }

    // ---------------------------------------------------------------------------------------------------- events

    /// @notice A command arrived, and its fee is held. `deadline` is the last second (unix) at which it can be approved.
    event EncryptedCommand(
        uint256 indexed commandId,
        uint32 indexed client,
        address indexed sender,
        uint40 feeGwei,
        uint32 deadline,
        bytes envelope
    );

    /// @notice The command was carried out, and its fee is earned.
    event Approved(uint256 indexed commandId, bytes32 evidence);

    /// @notice The command was not carried out, and its fee went back to the payer.
    event RolledBack(uint256 indexed commandId, uint8 reason, bytes32 evidence);

    /// @notice A batch was settled; holds exactly the entries that took effect, in the order given. `evidence` is the
    /// root of a Merkle tree with one leaf for each entry of the batch.
    event BatchSettled(bytes32 indexed evidence, SettlementEntry[] entries);

    /// @notice Nobody settled the command in time, and its fee went back to the payer.
    event Reclaimed(uint256 indexed commandId, address indexed payer);

    /// @notice A refund could not be delivered and waits for the payer to withdraw it.
    event RefundCredited(address indexed payer, uint256 indexed commandId, uint40 feeGwei);

    /// @notice Credited refunds were paid out.
    event CreditWithdrawn(address indexed payer, address indexed to, uint256 amountGwei);

    /// @notice Earned fees were paid out.
    event FeesWithdrawn(address indexed to, uint256 amountGwei);

    /// @notice Ether that belongs to no command, forced into the gateway, was paid out.
    event SurplusWithdrawn(address indexed to, uint256 amountWei);

    /// @notice Another account settles from now on.
    event SettlerChanged(address indexed previousSettler, address indexed newSettler);

    /// @notice The smallest fee of a new command changed.
    event MinFeeChanged(uint40 previousGwei, uint40 newGwei);

    /// @notice The settlement window of new commands changed, in seconds.
    event WindowChanged(uint32 previousSeconds, uint32 newSeconds);

    /// @notice New commands are refused from now on; nothing else is.
    event Paused(address account);

    /// @notice New commands are taken again.
    event Unpaused(address account);

    // ---------------------------------------------------------------------------------------------------- errors

    /// @notice New commands are refused while the gateway is paused.
    error SubmissionsPaused();

    /// @notice An envelope has 1 to `maximum` bytes.
    error EnvelopeSize(uint256 size, uint256 maximum);

    /// @notice The fee is below the smallest one.
    error FeeTooLow(uint256 feeGwei, uint256 minFeeGwei);

    /// @notice The fee does not fit in 40 bits of gwei.
    error FeeTooHigh(uint256 feeGwei);

    /// @notice The fee is not a whole number of gwei.
    error FeeNotWholeGwei(uint256 feeWei);

    /// @notice The command does not exist or is settled.
    error CommandNotOpen(uint256 commandId);

    /// @notice The command of this number has another envelope: the verdict was meant for a command of another fork.
    error TagMismatch(uint256 commandId, uint24 expected, uint24 given);

    /// @notice A command cannot be approved once its deadline has passed.
    error DeadlinePassed(uint256 commandId, uint32 deadline);

    /// @notice A command cannot be reclaimed before its deadline has passed.
    error DeadlineNotPassed(uint256 commandId, uint32 deadline);

    /// @notice The transaction carries too little gas for a refund to be given its full share.
    error RefundGas(uint256 needed);

    /// @notice The account is not the settler.
    error SettlerUnauthorizedAccount(address account);

    /// @notice The account cannot be the settler.
    error SettlerInvalidAccount(address account);

    /// @notice The settlement window is 10 minutes to 7 days.
    error WindowOutOfBounds(uint32 window);

    /// @notice There is nothing to withdraw.
    error NothingToWithdraw();

    /// @notice The recipient did not take the ether, or is nobody.
    error TransferFailed(address to, uint256 amountWei);

    /// @notice A gateway without an owner could never retire a key or change its settler.
    error OwnershipNotRenounceable();

    // ---------------------------------------------------------------------------------------------- for clients

    /// @notice Submits a sealed command with its fee; registers the sender where it is unknown.
    /// @param envelope 1 to 8,192 bytes, as docs/protocol.md describes them; its contents are not looked at.
    /// @return commandId Counted from 1 without gaps.
    function submit(bytes calldata envelope) external payable returns (uint256 commandId);

    /// @notice Sends the fee of a command that nobody settled by its deadline back to its payer; for anyone.
    function reclaim(uint256 commandId) external;

    /// @notice Pays the caller's credited refunds out to `to`.
    function withdrawCredit(address payable to) external;

    /// @notice Pays the credited refunds of `payer` out to itself, with all gas; for anyone.
    function withdrawCreditFor(address payable payer) external;

    // -------------------------------------------------------------------------------------------- for the settler

    /// @notice Approves a command no later than its deadline: the fee is earned.
    /// @param tag The low 24 bits of the Keccak-256 digest of the envelope the verdict is about.
    /// @param evidence The root of the Merkle tree of the evidence, docs/protocol.md.
    function approve(uint256 commandId, uint24 tag, bytes32 evidence) external;

    /// @notice Rolls a command back, at any time while it is open: the fee goes back to the payer.
    /// @param reason A code of docs/protocol.md; words would publish what was sealed.
    function rollback(uint256 commandId, uint24 tag, uint8 reason, bytes32 evidence) external;

    /// @notice Settles many commands; an entry that cannot take effect is left out, and the others go on.
    function settle(SettlementEntry[] calldata entries, bytes32 evidence) external;

    // ---------------------------------------------------------------------------------------------- for the owner

    /// @notice Hands settling to another account, at once.
    function setSettler(address newSettler) external;

    /// @notice Sets the smallest fee of new commands.
    function setMinFeeGwei(uint40 newMinFeeGwei) external;

    /// @notice Sets the settlement window of new commands, 600 to 604,800 seconds.
    function setWindow(uint32 newWindow) external;

    /// @notice Refuses new commands; settling, reclaiming and withdrawing go on.
    function pause() external;

    /// @notice Takes new commands again.
    function unpause() external;

    /// @notice Pays all earned fees out.
    function withdrawFees(address payable to) external;

    /// @notice Pays out the ether that belongs to no command. Walks over the commands since the oldest open one; where
    /// that is too much for one transaction, `skipSettled` first.
    function withdrawSurplus(address payable to) external;

    /// @notice Remembers that up to `maximum` more of the oldest commands are settled; for anyone.
    function skipSettled(uint256 maximum) external;

    // ----------------------------------------------------------------------------------------------------- views

    /// @notice The escrow of an open command; all zero for one that is settled or does not exist.
    function escrowOf(uint256 commandId)
        external
        view
        returns (address payer, uint40 feeGwei, uint32 deadline, uint24 tag);

    /// @notice The number the next command gets.
    function nextCommandId() external view returns (uint256 commandId);

    /// @notice The smallest fee of a new command.
    function minFeeGwei() external view returns (uint40 feeGwei);

    /// @notice The settlement window of a new command, in seconds.
    function window() external view returns (uint32 duration);

    /// @notice The account that settles.
    function settler() external view returns (address account);

    /// @notice Whether new commands are refused.
    function paused() external view returns (bool refused);

    /// @notice Fees earned and not withdrawn.
    function earnedGwei() external view returns (uint256 amountGwei);

    /// @notice The refunds of `payer` that wait to be withdrawn.
    function creditOf(address payer) external view returns (uint256 amountGwei);

    /// @notice The refunds of all payers that wait to be withdrawn.
    function owedGwei() external view returns (uint256 amountGwei);

    /// @notice The ether that belongs to no command: balance − escrow − earned − owed, in wei.
    function surplus() external view returns (uint256 amountWei);
}
