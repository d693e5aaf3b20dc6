package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link SecretSealer} does. */
public abstract class SecretSealerContract {
    protected static final WorkloadId BOT = WorkloadId.ofBot(new ClientId(1));

    protected abstract SecretSealer sealer();

    /** From now on the cluster, which has the certificate, can't be reached. */
    protected abstract void stopTheCluster();

    @Test
    void sealsEveryValueByItself() {
        Map<SealedKey, String> sealed = sealer().seal(BOT, everything());

        assertThat(sealed).containsOnlyKeys(SealedKey.values());
        assertThat(sealed.values()).doesNotHaveDuplicates();
        assertThat(sealed.values())
                .allSatisfy(text -> assertThat(Base64.getDecoder().decode(text)).isNotEmpty());
    }

    @Test
    void sealsOnlyWhatItIsGiven() {
        SecretSealer sealer = sealer();

        assertThat(sealer.seal(BOT, Map.of())).isEmpty();
        assertThat(sealer.seal(BOT, Map.of(SealedKey.JWT_SECRET, Secret.of("x"))))
                .containsOnlyKeys(SealedKey.JWT_SECRET);
    }

    @Test
    void sealsUnlikeAtEveryCall() {
        SecretSealer sealer = sealer();

        Map<SealedKey, String> first = sealer.seal(BOT, everything());
        Map<SealedKey, String> second = sealer.seal(BOT, everything());

        assertThat(first.values()).doesNotContainAnyElementsOf(second.values());
    }

    @Test
    void showsNothingOfTheSecret() {
        String secret = "planted-secret-0123456789";
        String sealed = sealer().seal(BOT, Map.of(SealedKey.BINANCE_SECRET_KEY, Secret.of(secret)))
                .get(SealedKey.BINANCE_SECRET_KEY);

        String raw = new String(Base64.getDecoder().decode(sealed), StandardCharsets.ISO_8859_1);
        String hex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
        assertThat(List.of(raw, sealed)).allSatisfy(text -> assertThat(text)
                .doesNotContain(secret)
                .doesNotContain(hex)
                .doesNotContain(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void isUnavailableWhileTheClusterIsDown() {
        SecretSealer sealer = sealer();
        stopTheCluster();

        assertThatThrownBy(() -> sealer.seal(BOT, everything())).isInstanceOf(Unavailable.class);
    }

    protected static Map<SealedKey, Secret> everything() {
        Map<SealedKey, Secret> values = new EnumMap<>(SealedKey.class);
        for (SealedKey key : SealedKey.values()) {
            values.put(key, Secret.of("secret of " + key + " ü€"));
        }
        return values;
    }
}
