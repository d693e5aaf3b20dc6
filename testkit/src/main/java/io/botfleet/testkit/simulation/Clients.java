package io.botfleet.testkit.simulation;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.Json;
import io.botfleet.testkit.memory.Cluster;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The wallets that send commands, good ones and bad ones. */
final class Clients {
    /** Must be found nowhere. */
    static final String EXCHANGE_KEY = "planted-exchange-key";

    static final String CRASHES = "NoSuchStrategy";
    static final String LIES = "Liar";
    static final Set<String> RUN = Set.of("SampleStrategy", "OtherStrategy");

    private static final List<String> STRATEGIES = List.of(
            "SampleStrategy", "SampleStrategy", "SampleStrategy", "OtherStrategy", CRASHES, LIES, "Slow", "Still");
    private static final List<String> MODES = List.of("drain", "exit", "now");

    private final World world;
    private final InMemoryEnvelopes envelopes;
    private final List<Bytes> sent = new ArrayList<>();

    Clients(World world, InMemoryEnvelopes envelopes) {
        this.world = world;
        this.envelopes = envelopes;
        world.cluster().strategy("Slow", new Cluster.Behaviour.NeverReady());
        world.cluster().strategy(LIES, new Cluster.Behaviour.RunsAnother("OtherStrategy"));
        Fate.prepare(world.cluster());
        world.cluster().strategy("Still", new Cluster.Behaviour.StandsStill());
    }

    static Address wallet(int number) {
        return new Address("0x" + String.valueOf(number).repeat(40));
    }

    void send(Happening.Sends sends) {
        Bytes envelope =
                switch (sends.content()) {
                    case NOISE -> Bytes.ofUtf8("noise " + sends.key());
                    case COPY -> sent.isEmpty() ? Bytes.EMPTY : sent.getLast();
                    case STOP -> seal(sends, Platform.stop(MODES.get(sends.variant() % MODES.size())));
                    case BACKTEST ->
                        seal(
                                sends,
                                Platform.backtest(Fate.drawn(sends.variant()).name()));
                    case START ->
                        seal(
                                sends,
                                start(sends.variant())
                                        .with(
                                                "credentials",
                                                Json.EMPTY
                                                        .with("apiKey", Json.of(EXCHANGE_KEY))
                                                        .with("secretKey", Json.of(EXCHANGE_KEY))));
                };
        sent.add(envelope);
        world.chain().submit(wallet(sends.wallet()), envelope, 1_000_000L + sends.variant());
    }

    /** Three quarters of them live, and a third of those on another exchange. */
    private static Json.Members start(int variant) {
        int market = variant / STRATEGIES.size() % 4;
        return Platform.start(STRATEGIES.get(variant % STRATEGIES.size()))
                .with("dryRun", Json.of(market == 0))
                .with("exchange", Json.of(market == 1 ? "kraken" : "binance"));
    }

    private Bytes seal(Happening.Sends sends, Json.Members command) {
        return envelopes.seal(
                wallet(sends.wallet()),
                Json.EMPTY
                        .with("version", Json.of(1))
                        .with("commandKey", Json.of("%032x".formatted(sends.key())))
                        .with("notAfter", Json.of(world.clock().instant().getEpochSecond() + sends.lifetime()))
                        .with("command", command));
    }
}
