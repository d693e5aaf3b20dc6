package io.botfleet.testkit.memory;

import io.botfleet.application.tenant.Purpose;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.secret.Secret;

public final class InMemoryTenantSecrets implements TenantSecrets {
    @Override
    public Secret derive(ClientId client, Purpose purpose, int generation) {
        return Secret.of(CanonicalJson.sha256(Json.of("test only " + client + purpose + generation))
                .hex()
                .substring(2));
    }
}
