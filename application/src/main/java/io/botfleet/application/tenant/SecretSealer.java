package io.botfleet.application.tenant;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.secret.Secret;
import java.util.Map;

/** Seals secrets to the cluster, so that they can lie in Git: Bitnami SealedSecrets, strict scope. */
public interface SecretSealer {
    /** One base64 ciphertext for each value, bound to the client's Secret; unlike at every call. */
    Map<SealedKey, String> seal(ClientId client, Map<SealedKey, Secret> values);
}
