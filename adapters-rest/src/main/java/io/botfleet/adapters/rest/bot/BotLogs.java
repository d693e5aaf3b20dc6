package io.botfleet.adapters.rest.bot;

/** Whether this API gives out what bots and backtests print, results among it, which tells how a strategy works; nobody who asks has to say who they are yet. */
public enum BotLogs {
    SERVED,
    WITHHELD
}
