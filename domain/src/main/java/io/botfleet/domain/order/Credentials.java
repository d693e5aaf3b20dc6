package io.botfleet.domain.order;

import io.botfleet.domain.secret.Secret;

/** An exchange's API key and its secret. */
public record Credentials(Secret apiKey, Secret secretKey) {}
