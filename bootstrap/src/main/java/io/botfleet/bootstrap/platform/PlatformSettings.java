package io.botfleet.bootstrap.platform;

import io.botfleet.adapters.git.GitRemote;
import io.botfleet.adapters.postgres.platform.Place;
import io.botfleet.adapters.rest.bot.BotLogs;
import io.botfleet.application.command.Policy;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.secret.Secret;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Everything that a platform is told; secrets are files, readable by its user only.
 *
 * @param rpcUrl where the node is; it may hold a provider's key
 * @param startBlock the block that the gateway was deployed in
 * @param gitMirror a folder for this process alone
 * @param database where the platform reaches PostgreSQL
 * @param databaseSeenByBots where bots reach it, by a path to the authority's certificate in their own pods
 * @param databasePassword a file with the password of the role {@code botfleet}
 * @param settlerKey a file with the private key of the contract's settler
 * @param encryptionKeys a file with the private keys that envelopes are sealed to
 * @param masterKey a file with the 32 bytes that clients' passwords are derived from
 * @param feeCapWei the most to offer for a gas
 * @param idle how long a loop rests when nothing wakes it
 * @param botLogs whether the API gives out what bots print
 */
public record PlatformSettings(
        Secret rpcUrl,
        Gateway gateway,
        long startBlock,
        GitRemote git,
        Path gitMirror,
        Place database,
        Place databaseSeenByBots,
        Path databasePassword,
        Path settlerKey,
        Path encryptionKeys,
        Path masterKey,
        ClusterAccess cluster,
        Policy policy,
        BigInteger feeCapWei,
        Duration idle,
        int httpPort,
        BotLogs botLogs) {}
