/**
 * HTTP for clients and operators: JSON, problem details (RFC 9457), server-sent events and OpenAPI.
 *
 * <p>The application supplies, as beans: {@link java.time.Clock}, the ports {@code CommandViews}, {@code Settlements},
 * {@code SettlementLedger}, {@code BotHistory}, {@code Bots} and {@code TenantSecrets}, the use cases {@code TakingUpTransactions},
 * {@code ExplainingCommands} and {@code ShowingBots}, one {@link io.botfleet.adapters.rest.platform.AboutPlatform}, and
 * a {@link io.botfleet.adapters.rest.health.Part} for each part that {@code /health} is to name, in the order of their
 * {@code Order}. {@link io.botfleet.adapters.rest.RestDefaults} has the server's configuration.
 */
@NullMarked
package io.botfleet.adapters.rest;

import org.jspecify.annotations.NullMarked;
