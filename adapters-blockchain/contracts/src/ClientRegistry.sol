// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IClientRegistry} from "./interfaces/IClientRegistry.sol";

/// @title Client numbers and their wallets
/// @notice Goes on with the numbers of a predecessor, as far as they were given when this registry was created: what the
/// predecessor registers later is not adopted, since the same number may have been given here in the meantime.
abstract contract ClientRegistry is IClientRegistry {
    /// @inheritdoc IClientRegistry
    IClientRegistry public immutable override predecessor;

    /// @inheritdoc IClientRegistry
    uint32 public immutable override inheritedClients;

    mapping(address wallet => uint32 client) private _clients;
    mapping(uint32 client => mapping(address wallet => bool)) private _invitations;

    /// @dev Last, so that it shares its slot with the counters of the contract that inherits.
    uint32 private _lastClient;

    constructor(IClientRegistry predecessor_) {
        predecessor = predecessor_;
        if (address(predecessor_) != address(0)) {
            uint32 inherited = predecessor_.lastClient();
            inheritedClients = inherited;
            _lastClient = inherited;
        }
    }

    /// @inheritdoc IClientRegistry
    function register() external override returns (uint32 client) {
        client = _clients[msg.sender];
        if (client != 0) revert WalletAlreadyLinked(msg.sender, client);
        return _enroll(msg.sender);
    }

    /// @inheritdoc IClientRegistry
    function adopt(address wallet) external override returns (uint32 client) {
        client = _clients[wallet];
        if (client != 0) revert WalletAlreadyLinked(wallet, client);
        client = _inherited(wallet);
        if (client == 0) revert NothingToAdopt(wallet);
        _link(client, wallet);
    }

    /// @inheritdoc IClientRegistry
    function invite(address wallet) external override {
        uint32 client = clientOf(msg.sender);
        if (client == 0) revert WalletNotLinked(msg.sender);
        uint32 other = clientOf(wallet);
        if (other != 0) revert WalletAlreadyLinked(wallet, other);
        _invitations[client][wallet] = true;
        emit WalletInvited(client, wallet);
    }

    /// @inheritdoc IClientRegistry
    function withdrawInvitation(address wallet) external override {
        uint32 client = clientOf(msg.sender);
        if (client == 0) revert WalletNotLinked(msg.sender);
        if (!_invitations[client][wallet]) revert WalletNotInvited(client, wallet);
        delete _invitations[client][wallet];
        emit InvitationWithdrawn(client, wallet);
    }

    /// @inheritdoc IClientRegistry
    function accept(uint32 client) external override {
        uint32 other = clientOf(msg.sender);
        if (other != 0) revert WalletAlreadyLinked(msg.sender, other);
        if (!_invitations[client][msg.sender]) revert WalletNotInvited(client, msg.sender);
        delete _invitations[client][msg.sender];
        _link(client, msg.sender);
    }

    /// @inheritdoc IClientRegistry
    function clientOf(address wallet) public view override returns (uint32 client) {
        client = _clients[wallet];
        if (client == 0) client = _inherited(wallet);
    }

    /// @inheritdoc IClientRegistry
    function lastClient() external view override returns (uint32 client) {
        return _lastClient;
    }

    /// @notice The client of the wallet, registered now where it is unknown.
    function _enrolled(address wallet) internal returns (uint32 client) {
        client = _clients[wallet];
        if (client == 0) client = _enroll(wallet);
    }

    function _enroll(address wallet) private returns (uint32 client) {
        client = _inherited(wallet);
        if (client != 0) {
            _link(client, wallet);
        } else {
            client = ++_lastClient;
            _clients[wallet] = client;
            emit ClientRegistered(client, wallet);
        }
    }

    function _link(uint32 client, address wallet) private {
        _clients[wallet] = client;
        emit WalletLinked(client, wallet);
    }

    function _inherited(address wallet) private view returns (uint32 client) {
        if (address(predecessor) == address(0)) return 0;
        client = predecessor.clientOf(wallet);
        if (client > inheritedClients) client = 0;
    }
}
