package io.botfleet.adapters.git;

import io.botfleet.domain.secret.Secret;
import java.nio.file.Path;

/** How a remote repository lets us in. */
public sealed interface GitAccess {
    /** A folder of this machine, or a server that asks for nothing. */
    record Open() implements GitAccess {}

    /** HTTP Basic authentication (RFC 7617), which is also how hosts take their access tokens. */
    record Login(String username, Secret password) implements GitAccess {}

    /**
     * SSH with one private key without a passphrase; a host that {@code knownHosts} does not name is refused.
     *
     * @param knownHosts a file in OpenSSH's {@code known_hosts} format
     */
    record SshKey(Path privateKey, Path knownHosts) implements GitAccess {}
}
