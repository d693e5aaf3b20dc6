package io.botfleet.testkit.memory;

import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.testkit.contract.TenantSecretsContract;

class InMemoryTenantSecretsTest extends TenantSecretsContract {
    @Override
    protected TenantSecrets secrets() {
        return new InMemoryTenantSecrets();
    }
}
