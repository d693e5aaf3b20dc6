package io.botfleet.application.tenant;

import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.secret.Secret;
import java.util.Map;

/** Seals secrets to the cluster, so that they can lie in Git: Bitnami SealedSecrets, strict scope. */
public interface SecretSealer {
    /** One base64 ciphertext for each value, bound to the workload's Secret, which has its name; unlike at every call. */
    Map<SealedKey, String> seal(WorkloadId workload, Map<SealedKey, Secret> values);
}
