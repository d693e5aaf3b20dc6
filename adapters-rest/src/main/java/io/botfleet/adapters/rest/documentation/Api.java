package io.botfleet.adapters.rest.documentation;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;

/** What the OpenAPI document says of the whole. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "botfleet",
                        version = "1",
                        description = "A fleet of trading bots in which an execution starts only because of a "
                                + "transaction on a smart contract. Every error is a problem (RFC 9457, "
                                + "application/problem+json). Times are ISO 8601 in UTC, ids are texts, and an amount "
                                + "names its unit.",
                        license = @License(name = "Apache-2.0")))
final class Api {
    private Api() {}
}
