// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ClientRegistry} from "./ClientRegistry.sol";
import {KeyRegistry} from "./KeyRegistry.sol";
import {ICommandGateway} from "./interfaces/ICommandGateway.sol";
import {Payout} from "./libraries/Payout.sol";
import {Escrow, EscrowLibrary} from "./types/Escrow.sol";
import {SettlementEntry, SettlementEntryLibrary} from "./types/SettlementEntry.sol";

/// @title The gateway for encrypted commands
/// @notice Holds: balance ≥ escrow + earned + owed; a command settles at most once; no fee without approve, no refund
/// without rollback or reclaim.
contract CommandGateway is ICommandGateway, KeyRegistry, ClientRegistry, ReentrancyGuardTransient {
    using SafeCast for uint256;

    /// @dev A struct of one, so that the place of an escrow is computed once for reading and clearing it.
    struct Slot {
        Escrow escrow;
    }

    uint256 public constant MAX_ENVELOPE_SIZE = 8192;
    uint32 public constant MIN_WINDOW = 10 minutes;
    uint32 public constant MAX_WINDOW = 7 days;

    // --------------------------------------------------------------------------------------------------- storage

    /// @dev These five share one slot with the last client number: a submission writes that slot and its escrow only.
    uint48 private _nextCommandId = 1;
    uint40 private _minFeeGwei;
    uint32 private _window;
    bool private _paused;
    /// @dev Every command below is settled.
    uint48 private _settledBefore = 1;

    /// @dev These three share one slot: an approval reads the settler and writes the earnings. 48 bits hold 281,474 ether.
    address private _settler;
    uint48 private _earnedGwei;
    uint48 private _owedGwei;

    mapping(uint256 commandId => Slot) private _escrows;
    mapping(address payer => uint256 amountGwei) private _credits;

    modifier onlySettler() {
        if (msg.sender != _settler) revert SettlerUnauthorizedAccount(msg.sender);
        _;
    }

    constructor(Settings memory settings) Ownable(settings.owner) ClientRegistry(settings.predecessor) {
        _setSettler(settings.settler);
        _setMinFeeGwei(settings.minFeeGwei);
        _setWindow(settings.window);
        for (uint256 i = 0; i < settings.keys.length; ++i) {
            // Nobody can have used an older key of this gateway, so there is nothing to wait for.
            _publish(settings.keys[i].suite, settings.keys[i].publicKey, uint40(block.timestamp));
        }
    }

    // ---------------------------------------------------------------------------------------------- for clients

    /// @inheritdoc ICommandGateway
    function submit(bytes calldata envelope) external payable override returns (uint256 commandId) {
        if (_paused) revert SubmissionsPaused();
        if (envelope.length == 0 || envelope.length > MAX_ENVELOPE_SIZE) {
            revert EnvelopeSize(envelope.length, MAX_ENVELOPE_SIZE);
        }
        uint40 feeGwei = _feeGwei(msg.value);
        uint32 client = _enrolled(msg.sender);
        commandId = _nextCommandId++;
        uint32 deadline = uint32(block.timestamp) + _window;
        _escrows[commandId].escrow =
            EscrowLibrary.pack(msg.sender, feeGwei, deadline, uint24(uint256(keccak256(envelope))));
        emit EncryptedCommand(commandId, client, msg.sender, feeGwei, deadline, envelope);
    }

    /// @inheritdoc ICommandGateway
    function reclaim(uint256 commandId) external override {
        Slot storage slot = _escrows[commandId];
        Escrow escrow = slot.escrow;
        if (!escrow.isOpen()) revert CommandNotOpen(commandId);
        if (block.timestamp <= escrow.deadline()) revert DeadlineNotPassed(commandId, escrow.deadline());
        slot.escrow = EscrowLibrary.NONE;
        address payer = escrow.payer();
        uint40 feeGwei = escrow.feeGwei();
        emit Reclaimed(commandId, payer);
        _refund(commandId, payer, feeGwei);
    }

    /// @inheritdoc ICommandGateway
    function withdrawCredit(address payable to) external override {
        _withdrawCredit(msg.sender, to);
    }

    /// @inheritdoc ICommandGateway
    function withdrawCreditFor(address payable payer) external override {
        _withdrawCredit(payer, payer);
    }

    // -------------------------------------------------------------------------------------------- for the settler

    /// @inheritdoc ICommandGateway
    function approve(uint256 commandId, uint24 tag, bytes32 evidence) external override onlySettler {
        Escrow escrow = _close(commandId, tag);
        if (block.timestamp > escrow.deadline()) revert DeadlinePassed(commandId, escrow.deadline());
        _earnedGwei += escrow.feeGwei();
        emit Approved(commandId, evidence);
    }

    /// @inheritdoc ICommandGateway
    function rollback(uint256 commandId, uint24 tag, uint8 reason, bytes32 evidence) external override onlySettler {
        Escrow escrow = _close(commandId, tag);
        emit RolledBack(commandId, reason, evidence);
        _refund(commandId, escrow.payer(), escrow.feeGwei());
    }

    /// @inheritdoc ICommandGateway
    /// @dev Not reentrant, since the fees of the batch are booked as earned only at its end.
    function settle(SettlementEntry[] calldata entries, bytes32 evidence) external override onlySettler nonReentrant {
        // Stays empty while every entry takes effect, so that this common case costs no copy.
        SettlementEntry[] memory settled;
        uint256 earned = 0;
        for (uint256 i = 0; i < entries.length; ++i) {
            SettlementEntry entry = entries[i];
            Slot storage slot = _escrows[entry.commandId()];
            Escrow escrow = slot.escrow;
            if (entry.approves(escrow.tag())) {
                // The deadline of a settled command reads as zero, so it has passed.
                if (block.timestamp <= escrow.deadline()) {
                    slot.escrow = EscrowLibrary.NONE;
                    unchecked {
                        earned += escrow.feeGwei();
                    }
                    continue;
                }
            } else if (entry.rollsBack(escrow.tag()) && escrow.isOpen()) {
                slot.escrow = EscrowLibrary.NONE;
                _refund(entry.commandId(), escrow.payer(), escrow.feeGwei());
                continue;
            }
            if (settled.length == 0) settled = entries;
            settled[i] = SettlementEntryLibrary.NONE;
        }
        _earnedGwei += earned.toUint48();
        if (settled.length == 0) emit BatchSettled(evidence, entries);
        else emit BatchSettled(evidence, SettlementEntryLibrary.compact(settled));
    }

    // ---------------------------------------------------------------------------------------------- for the owner

    /// @inheritdoc ICommandGateway
    function setSettler(address newSettler) external override onlyOwner {
        _setSettler(newSettler);
    }

    /// @inheritdoc ICommandGateway
    function setMinFeeGwei(uint40 newMinFeeGwei) external override onlyOwner {
        _setMinFeeGwei(newMinFeeGwei);
    }

    /// @inheritdoc ICommandGateway
    function setWindow(uint32 newWindow) external override onlyOwner {
        _setWindow(newWindow);
    }

    /// @inheritdoc ICommandGateway
    function pause() external override onlyOwner {
        _paused = true;
        emit Paused(msg.sender);
    }

    /// @inheritdoc ICommandGateway
    function unpause() external override onlyOwner {
        _paused = false;
        emit Unpaused(msg.sender);
    }

    /// @inheritdoc ICommandGateway
    function withdrawFees(address payable to) external override onlyOwner nonReentrant {
        uint256 amountGwei = _earnedGwei;
        if (amountGwei == 0) revert NothingToWithdraw();
        _earnedGwei = 0;
        emit FeesWithdrawn(to, amountGwei);
        _send(to, amountGwei * 1 gwei);
    }

    /// @inheritdoc ICommandGateway
    function withdrawSurplus(address payable to) external override onlyOwner nonReentrant {
        skipSettled(type(uint256).max);
        uint256 amountWei = _surplus();
        if (amountWei == 0) revert NothingToWithdraw();
        emit SurplusWithdrawn(to, amountWei);
        _send(to, amountWei);
    }

    /// @inheritdoc ICommandGateway
    function skipSettled(uint256 maximum) public override {
        uint256 commandId = _settledBefore;
        uint256 next = _nextCommandId;
        while (maximum != 0 && commandId != next && !_escrows[commandId].escrow.isOpen()) {
            ++commandId;
            --maximum;
        }
        _settledBefore = uint48(commandId);
    }

    /// @notice Refused: without an owner no key could be retired and no settler replaced.
    function renounceOwnership() public view override onlyOwner {
        revert OwnershipNotRenounceable();
    }

    // ----------------------------------------------------------------------------------------------------- views

    /// @inheritdoc ICommandGateway
    function escrowOf(uint256 commandId)
        external
        view
        override
        returns (address payer, uint40 feeGwei, uint32 deadline, uint24 tag)
    {
        Escrow escrow = _escrows[commandId].escrow;
        return (escrow.payer(), escrow.feeGwei(), escrow.deadline(), escrow.tag());
    }

    /// @inheritdoc ICommandGateway
    function nextCommandId() external view override returns (uint256 commandId) {
        return _nextCommandId;
    }

    /// @inheritdoc ICommandGateway
    function minFeeGwei() external view override returns (uint40 feeGwei) {
        return _minFeeGwei;
    }

    /// @inheritdoc ICommandGateway
    function window() external view override returns (uint32 duration) {
        return _window;
    }

    /// @inheritdoc ICommandGateway
    function settler() external view override returns (address account) {
        return _settler;
    }

    /// @inheritdoc ICommandGateway
    function paused() external view override returns (bool refused) {
        return _paused;
    }

    /// @inheritdoc ICommandGateway
    function earnedGwei() external view override returns (uint256 amountGwei) {
        return _earnedGwei;
    }

    /// @inheritdoc ICommandGateway
    function creditOf(address payer) external view override returns (uint256 amountGwei) {
        return _credits[payer];
    }

    /// @inheritdoc ICommandGateway
    function owedGwei() external view override returns (uint256 amountGwei) {
        return _owedGwei;
    }

    /// @inheritdoc ICommandGateway
    /// @dev Not answered within a batch, whose fees are in no book until it ends.
    function surplus() external view override nonReentrantView returns (uint256 amountWei) {
        return _surplus();
    }

    // --------------------------------------------------------------------------------------------------- private

    function _feeGwei(uint256 feeWei) private view returns (uint40) {
        uint256 feeGwei = feeWei / 1 gwei;
        if (feeGwei * 1 gwei != feeWei) revert FeeNotWholeGwei(feeWei);
        if (feeGwei < _minFeeGwei) revert FeeTooLow(feeGwei, _minFeeGwei);
        if (feeGwei > type(uint40).max) revert FeeTooHigh(feeGwei);
        return uint40(feeGwei);
    }

    /// @notice Clears the escrow of an open command before anything is paid.
    function _close(uint256 commandId, uint24 tag) private returns (Escrow escrow) {
        Slot storage slot = _escrows[commandId];
        escrow = slot.escrow;
        if (!escrow.isOpen()) revert CommandNotOpen(commandId);
        if (escrow.tag() != tag) revert TagMismatch(commandId, escrow.tag(), tag);
        slot.escrow = EscrowLibrary.NONE;
    }

    /// @notice Pays the fee of a closed command back, or books it as a credit where the payer does not take it.
    function _refund(uint256 commandId, address payer, uint40 feeGwei) private {
        if (gasleft() < Payout.REFUND_GAS_NEEDED) revert RefundGas(Payout.REFUND_GAS_NEEDED);
        if (!Payout.refund(payer, EscrowLibrary.toWei(feeGwei))) {
            _credits[payer] += feeGwei;
            _owedGwei += feeGwei;
            emit RefundCredited(payer, commandId, feeGwei);
        }
    }

    function _withdrawCredit(address payer, address payable to) private nonReentrant {
        uint256 amountGwei = _credits[payer];
        if (amountGwei == 0) revert NothingToWithdraw();
        _credits[payer] = 0;
        _owedGwei -= uint48(amountGwei);
        emit CreditWithdrawn(payer, to, amountGwei);
        _send(to, amountGwei * 1 gwei);
    }

    function _send(address payable to, uint256 amountWei) private {
        if (to == address(0) || !Payout.send(to, amountWei)) revert TransferFailed(to, amountWei);
    }

    /// @dev A rollback writes no total (that would cost each one 2,900 gas more), so the escrow is summed up here.
    function _surplus() private view returns (uint256 amountWei) {
        uint256 boundGwei = uint256(_earnedGwei) + _owedGwei;
        uint256 next = _nextCommandId;
        for (uint256 commandId = _settledBefore; commandId != next; ++commandId) {
            boundGwei += _escrows[commandId].escrow.feeGwei();
        }
        return address(this).balance - boundGwei * 1 gwei;
    }

    function _setSettler(address newSettler) private {
        if (newSettler == address(0)) revert SettlerInvalidAccount(newSettler);
        emit SettlerChanged(_settler, newSettler);
        _settler = newSettler;
    }

    function _setMinFeeGwei(uint40 newMinFeeGwei) private {
        emit MinFeeChanged(_minFeeGwei, newMinFeeGwei);
        _minFeeGwei = newMinFeeGwei;
    }

    function _setWindow(uint32 newWindow) private {
        if (newWindow < MIN_WINDOW || newWindow > MAX_WINDOW) revert WindowOutOfBounds(newWindow);
        emit WindowChanged(_window, newWindow);
        _window = newWindow;
    }
}
