package io.botfleet.application.command;

import io.botfleet.application.tenant.Purpose;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.tenant.Tenants;
import io.botfleet.application.workload.Bots;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.Payload;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.secret.Secret;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Makes sure of a client's part of the database and renders its values: the one place where secrets are in the clear,
 * for as long as one call takes.
 */
public final class Provisioning {
    /** Raised to give every client new passwords; no command asks for that yet. */
    private static final int GENERATION = 1;

    private final Envelopes envelopes;
    private final Tenants tenants;
    private final TenantSecrets secrets;
    private final SecretSealer sealer;
    private final io.botfleet.domain.chain.Gateway gateway;

    public Provisioning(
            Envelopes envelopes,
            Tenants tenants,
            TenantSecrets secrets,
            SecretSealer sealer,
            io.botfleet.domain.chain.Gateway gateway) {
        this.envelopes = envelopes;
        this.tenants = tenants;
        this.secrets = secrets;
        this.sealer = sealer;
        this.gateway = gateway;
    }

    Command provision(Command command, StartTrading start, Instant now) {
        ClientId client = command.client();
        return provision(
                command,
                start.dryRun(),
                WorkloadId.ofBot(client),
                RepositoryPath.ofBot(client),
                ciphertexts -> ValuesDocument.ofTrade(client, command.id(), start, ciphertexts),
                now);
    }

    Command provision(Command command, RunBacktest backtest, Instant now) {
        ClientId client = command.client();
        return provision(
                command,
                true,
                WorkloadId.ofBacktest(client, command.id()),
                RepositoryPath.ofBacktest(client, command.id()),
                ciphertexts -> ValuesDocument.ofBacktest(client, command.id(), backtest, ciphertexts),
                now);
    }

    private Command provision(
            Command command,
            boolean dryRun,
            WorkloadId workload,
            RepositoryPath path,
            Function<Map<SealedKey, String>, ValuesDocument> render,
            Instant now) {
        var submission = command.submission();
        var opening = envelopes.open(submission.envelope(), new Envelopes.Binding(gateway, submission.sender()));
        if (!(opening instanceof Envelopes.Opened opened)
                || !(Payload.read(opened.payload()) instanceof Payload.Valid valid)) {
            // It opened before: the key it was sealed to has been taken away since.
            String detail = "the platform no longer has the key that this command was sealed to";
            return command.undoing(Ending.refund(Reason.UNREADABLE, detail), now);
        }
        ClientId client = command.client();
        Secret password = secrets.derive(client, Purpose.DATABASE_PASSWORD, GENERATION);
        tenants.ensure(client, password);
        Map<SealedKey, Secret> values = new EnumMap<>(SealedKey.class);
        values.put(SealedKey.DATABASE_URL, tenants.databaseUrl(client, dryRun, password));
        if (command.order().orElseThrow().concernsTheBot()) {
            values.putAll(ofABot(command, valid.payload()));
        }
        ValuesDocument document = render.apply(sealer.seal(workload, values));
        return command.provisioned(new Prepared.Values(path, document.yaml(), document.digest()), now);
    }

    /** What trades has keys, and what serves an API asks for a login. */
    private Map<SealedKey, Secret> ofABot(Command command, Payload payload) {
        Map<SealedKey, Secret> values = new EnumMap<>(SealedKey.class);
        payload.credentials().ifPresent(credentials -> {
            values.put(SealedKey.BINANCE_API_KEY, credentials.apiKey());
            values.put(SealedKey.BINANCE_SECRET_KEY, credentials.secretKey());
        });
        Bots.Login login = login(secrets, command.client(), command.id());
        values.put(SealedKey.API_USERNAME, Secret.of(login.username()));
        values.put(SealedKey.API_PASSWORD, login.password());
        values.put(SealedKey.JWT_SECRET, secrets.derive(command.client(), Purpose.JWT_SECRET, GENERATION));
        return values;
    }

    /**
     * What the bot of one command asks for at its REST API. No two bots of a client have it in common: a call that comes late,
     * from a replica that was stopped before it made it, is refused by the bot that took the other one's place.
     */
    public static Bots.Login login(TenantSecrets secrets, ClientId client, CommandId start) {
        return new Bots.Login(client.role() + "." + start, secrets.derive(client, Purpose.API_PASSWORD, GENERATION));
    }
}
