package io.botfleet.domain.gitops;

/** The secrets of a bot, by the names they have in the values document and in the pod. */
public enum SealedKey {
    BINANCE_API_KEY,
    BINANCE_SECRET_KEY,
    DATABASE_URL,
    API_USERNAME,
    API_PASSWORD,
    JWT_SECRET
}
