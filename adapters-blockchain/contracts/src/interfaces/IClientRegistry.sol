// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title The numbers of the clients, and the wallets that speak for them
/// @notice A client number is given once and never changes hands; a wallet stands for one client for ever. A client may
/// have several wallets, so that a lost wallet is not a lost bot.
interface IClientRegistry {
    // ---------------------------------------------------------------------------------------------------- events

    /// @notice A wallet unknown until now became a client of its own, with the next number.
    event ClientRegistered(uint32 indexed client, address indexed wallet);

    /// @notice A wallet of the client asked another wallet to stand for the client too.
    event WalletInvited(uint32 indexed client, address indexed wallet);

    /// @notice An invitation that was not accepted yet was taken back.
    event InvitationWithdrawn(uint32 indexed client, address indexed wallet);

    /// @notice The wallet stands for the client from now on: it accepted an invitation, or its number was adopted from
    /// the predecessor.
    event WalletLinked(uint32 indexed client, address indexed wallet);

    // ---------------------------------------------------------------------------------------------------- errors

    /// @notice The wallet already stands for a client.
    error WalletAlreadyLinked(address wallet, uint32 client);

    /// @notice The wallet stands for no client.
    error WalletNotLinked(address wallet);

    /// @notice The client has not invited the wallet, or took the invitation back.
    error WalletNotInvited(uint32 client, address wallet);

    /// @notice There is no predecessor, or it has no number for the wallet that this registry inherits.
    error NothingToAdopt(address wallet);

    // ------------------------------------------------------------------------------------------------- functions

    /// @notice Gives the calling wallet its client number: the one the predecessor gave it, else the next one.
    /// @return client The number, counted from 1.
    function register() external returns (uint32 client);

    /// @notice Asks `wallet` to stand for the caller's client; nothing changes until it accepts.
    function invite(address wallet) external;

    /// @notice Takes back an invitation that was not accepted yet.
    function withdrawInvitation(address wallet) external;

    /// @notice Makes the calling wallet, which was invited and stands for no client yet, one of the client's wallets.
    function accept(uint32 client) external;

    /// @notice Records the number that the predecessor gave `wallet`; anyone may call it, and `register` and a first
    /// `submit` do it by themselves.
    /// @return client The number adopted.
    function adopt(address wallet) external returns (uint32 client);

    /// @notice The client the wallet stands for, 0 for none; numbers still to be adopted included.
    function clientOf(address wallet) external view returns (uint32 client);

    /// @notice The highest client number given so far, those of the predecessor included.
    function lastClient() external view returns (uint32 client);

    /// @notice The registry whose numbers this one goes on with, zero for none.
    function predecessor() external view returns (IClientRegistry registry);

    /// @notice The highest number of the predecessor when this registry was created: only numbers up to here are adopted.
    function inheritedClients() external view returns (uint32 client);
}
