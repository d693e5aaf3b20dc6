package io.botfleet.bootstrap.serve;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.botfleet.adapters.git.GitAccess;
import io.botfleet.adapters.git.GitRemote;
import io.botfleet.adapters.postgres.platform.Place;
import io.botfleet.adapters.postgres.platform.Transport;
import io.botfleet.adapters.rest.bot.BotLogs;
import io.botfleet.application.command.Policy;
import io.botfleet.bootstrap.platform.ClusterAccess;
import io.botfleet.bootstrap.platform.PlatformSettings;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of {@code serve}, as the chart {@code infra/charts/botfleet} renders it. It holds no secret, and names
 * the files that do.
 */
public final class PlatformFile {
    /** Where a bot's pod has the certificate of the database's authority; the bots' chart puts it there. */
    static final Path AUTHORITY_SEEN_BY_BOTS = Path.of("config/database-ca.pem");

    private static final long LARGEST_BYTES = 1 << 20;
    private static final long LARGEST_NUMBER = (1L << 53) - 1;
    private static final BigInteger GWEI = BigInteger.TEN.pow(9);
    private static final Duration GIT_PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Problems problems = new Problems();
    private final Fields fields;

    private PlatformFile(JsonNode document) {
        this.fields = Fields.of(document, problems);
    }

    /** Throws {@link Misconfigured}, which names everything that is wrong. */
    public static PlatformSettings read(Path file) {
        PlatformFile reading = new PlatformFile(document(file));
        Optional<PlatformSettings> settings = reading.settings();
        if (!reading.problems.all().isEmpty() || settings.isEmpty()) {
            throw new Misconfigured(file, reading.problems.all());
        }
        return settings.get();
    }

    private static JsonNode document(Path file) {
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw new Misconfigured(file, List.of("it has more than " + LARGEST_BYTES + " bytes"));
            }
            return JSON.readTree(Files.readString(file));
        } catch (NoSuchFileException missing) {
            throw new Misconfigured(file, List.of("there is no such file"));
        } catch (CharacterCodingException binary) {
            throw new Misconfigured(file, List.of("it is no text in UTF-8"));
        } catch (JsonProcessingException malformed) {
            throw new Misconfigured(
                    file,
                    List.of("it is no JSON, or has a field twice, at line "
                            + malformed.getLocation().getLineNr() + ", column "
                            + malformed.getLocation().getColumnNr()));
        } catch (IOException unreadable) {
            throw new Misconfigured(file, List.of("it can't be read"));
        }
    }

    /** Reads every part before it gives up on any, so that all problems are found. */
    private Optional<PlatformSettings> settings() {
        Optional<Gateway> gateway = gateway();
        Optional<Long> startBlock = fields.number("startBlock", 0, LARGEST_NUMBER);
        Optional<Fields> git = fields.object("git");
        String access = git.flatMap(PlatformFile::access).orElse("");
        Optional<SecretFields> secrets = fields.object("secretFiles").map(SecretFields::new);
        Optional<GitAccess> login = secrets.flatMap(files -> login(files, access));
        Optional<GitRemote> remote = git.flatMap(parts -> remote(parts, login));
        Optional<Path> mirror = git.flatMap(parts -> parts.absolutePath("mirror", "a folder for this process alone"));
        git.ifPresent(Fields::end);
        Optional<Place> database = fields.object("database").flatMap(this::database);
        Optional<ClusterAccess> cluster = fields.object("cluster").flatMap(ClusterFields::read);
        Optional<Policy> policy = fields.object("policy").flatMap(PlatformFile::policy);
        Optional<Long> feeCap = fields.number("feeCapGwei", 1, 100_000);
        Optional<Long> idle = fields.number("idleMilliseconds", 100, 60_000);
        Optional<Long> port = fields.number("httpPort", 1, 65_535);
        Optional<BotLogs> botLogs = botLogs();
        Optional<Secret> rpcUrl = secrets.flatMap(SecretFields::rpcUrl);
        Optional<Path> password = secrets.flatMap(SecretFields::databasePassword);
        Optional<Path> settler = secrets.flatMap(SecretFields::settlerKey);
        Optional<Path> encryptionKeys = secrets.flatMap(SecretFields::encryptionKeys);
        Optional<Path> masterKey = secrets.flatMap(SecretFields::masterKey);
        secrets.ifPresent(SecretFields::end);
        fields.end();
        if (!problems.all().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PlatformSettings(
                rpcUrl.orElseThrow(),
                gateway.orElseThrow(),
                startBlock.orElseThrow(),
                remote.orElseThrow(),
                mirror.orElseThrow(),
                database.orElseThrow(),
                seenByBots(database.orElseThrow()),
                password.orElseThrow(),
                settler.orElseThrow(),
                encryptionKeys.orElseThrow(),
                masterKey.orElseThrow(),
                cluster.orElseThrow(),
                policy.orElseThrow(),
                BigInteger.valueOf(feeCap.orElseThrow()).multiply(GWEI),
                Duration.ofMillis(idle.orElseThrow()),
                Math.toIntExact(port.orElseThrow()),
                botLogs.orElseThrow()));
    }

    /** Without a default: whoever runs a platform says whether it gives out how its clients' strategies work. */
    private Optional<BotLogs> botLogs() {
        Map<String, BotLogs> choices = Map.of("served", BotLogs.SERVED, "withheld", BotLogs.WITHHELD);
        return fields.text("botLogs", choices::containsKey, "served or withheld")
                .map(choices::get);
    }

    private Optional<Gateway> gateway() {
        Optional<Long> chainId = fields.number("chainId", 1, LARGEST_NUMBER);
        Optional<Address> address = fields.text(
                        "gateway",
                        text -> text.matches("0x[0-9a-fA-F]{40}") && !text.matches("0x0{40}"),
                        "the address of a contract: 0x and 40 hexadecimal digits, not all zero")
                .map(Address::new);
        return chainId.flatMap(id -> address.map(at -> new Gateway(id, at)));
    }

    private static Optional<String> access(Fields git) {
        return git.text("access", List.of("open", "ssh", "token")::contains, "open, ssh or token");
    }

    /** Empty without a problem of its own where {@code git.access} is wrong. */
    private static Optional<GitAccess> login(SecretFields secrets, String access) {
        return switch (access) {
            case "open" -> Optional.of(new GitAccess.Open());
            case "ssh" -> secrets.gitSsh();
            case "token" -> secrets.gitToken();
            default -> Optional.empty();
        };
    }

    private Optional<GitRemote> remote(Fields git, Optional<GitAccess> access) {
        Optional<String> url = git.text("url", text -> !text.isBlank(), "the URL of a repository");
        Optional<String> branch = git.text("branch", text -> !text.isBlank(), "the name of a branch");
        // Checked even where the access is wrong, with another in its place.
        return url.flatMap(where -> branch.flatMap(name -> problems.reading(
                        git.pathOf("url"),
                        () -> new GitRemote(where, name, access.orElse(new GitAccess.Open()), GIT_PATIENCE))))
                .filter(_ -> access.isPresent());
    }

    private Optional<Place> database(Fields database) {
        Optional<String> host = database.text(
                "host", text -> text.matches("[A-Za-z0-9:][A-Za-z0-9.:-]{0,252}"), "the name or address of a host");
        Optional<Long> port = database.number("port", 1, 65_535);
        Optional<String> name =
                database.text("name", text -> text.matches("[a-z_][a-z0-9_]{0,62}"), "the plain name of a database");
        Optional<Transport> transport = transport(database);
        database.end();
        return host.flatMap(server -> port.flatMap(number ->
                name.flatMap(plain -> transport.map(over -> new Place(server, Math.toIntExact(number), plain, over)))));
    }

    private static Optional<Transport> transport(Fields database) {
        Optional<String> mode =
                database.text("tls", List.of("verify-full", "prefer")::contains, "verify-full or prefer");
        if (mode.filter("verify-full"::equals).isPresent()) {
            return Authority.read(database).map(Transport.Verified::new);
        }
        if (database.has(Authority.FIELD)) {
            Authority.read(database);
            mode.ifPresent(_ -> database.problems()
                    .add(database.pathOf(Authority.FIELD), "means nothing where tls is not verify-full"));
        }
        return mode.map(_ -> new Transport.Unverified());
    }

    private static Place seenByBots(Place database) {
        return switch (database.transport()) {
            case Transport.Unverified _ -> database;
            case Transport.Verified _ -> database.over(new Transport.Verified(AUTHORITY_SEEN_BY_BOTS));
        };
    }

    private static Optional<Policy> policy(Fields policy) {
        Optional<Long> confirmations = policy.number("confirmations", 0, 1_000);
        Optional<Duration> blockTime = seconds(policy, "blockTimeSeconds", 600);
        Optional<Duration> finalityLag = seconds(policy, "finalityLagSeconds", 86_400);
        Optional<Long> mostBots = policy.number("mostBots", 1, 10_000);
        Optional<Long> mostBacktests = policy.number("mostBacktests", 1, 1_000);
        Optional<Duration> restorePatience = seconds(policy, "restorePatienceSeconds", 3_600);
        Optional<Duration> orphanGrace = seconds(policy, "orphanGraceSeconds", 86_400);
        Optional<Duration> replaceAfter = seconds(policy, "replaceAfterSeconds", 3_600);
        Optional<Duration> lookAgain = seconds(policy, "lookAgainSeconds", 600);
        Optional<Duration> gatherRefunds =
                policy.number("gatherRefundsSeconds", 0, 600).map(Duration::ofSeconds);
        policy.end();
        if (!policy.problems().all().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Policy(
                Math.toIntExact(confirmations.orElseThrow()),
                blockTime.orElseThrow(),
                finalityLag.orElseThrow(),
                Math.toIntExact(mostBots.orElseThrow()),
                Math.toIntExact(mostBacktests.orElseThrow()),
                restorePatience.orElseThrow(),
                orphanGrace.orElseThrow(),
                replaceAfter.orElseThrow(),
                lookAgain.orElseThrow(),
                gatherRefunds.orElseThrow()));
    }

    private static Optional<Duration> seconds(Fields fields, String name, long most) {
        return fields.number(name, 1, most).map(Duration::ofSeconds);
    }
}
