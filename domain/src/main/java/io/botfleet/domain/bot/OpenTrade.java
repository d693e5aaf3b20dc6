package io.botfleet.domain.bot;

import java.math.BigDecimal;
import java.time.Instant;

/** One open position, as {@code GET /api/v1/status} lists it; amounts are in the stake currency. */
public record OpenTrade(
        long tradeId,
        String pair,
        boolean isShort,
        Instant openDate,
        BigDecimal openRate,
        BigDecimal stakeAmount,
        BigDecimal amount,
        BigDecimal profitAbs) {}
