package io.botfleet.domain.command;

import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.order.Order;

/** What was found in a valid envelope, without anything secret. */
public record Accepted(CommandKey key, Order order) {}
