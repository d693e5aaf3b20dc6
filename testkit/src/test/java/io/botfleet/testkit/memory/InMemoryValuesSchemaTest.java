package io.botfleet.testkit.memory;

import io.botfleet.application.gitops.ValuesSchema;
import io.botfleet.testkit.contract.ValuesSchemaContract;

class InMemoryValuesSchemaTest extends ValuesSchemaContract {
    @Override
    protected ValuesSchema schema() {
        return new InMemoryValuesSchema();
    }
}
