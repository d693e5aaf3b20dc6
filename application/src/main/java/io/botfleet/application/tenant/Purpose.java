package io.botfleet.application.tenant;

/** What a derived secret is for. */
public enum Purpose {
    DATABASE_PASSWORD,
    API_PASSWORD,
    JWT_SECRET
}
