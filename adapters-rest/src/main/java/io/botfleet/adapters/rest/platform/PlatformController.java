package io.botfleet.adapters.rest.platform;

import io.botfleet.adapters.rest.problem.Problem;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;

/** Which chain, which contract, which keys. */
@Controller("/platform")
@ExecuteOn(TaskExecutors.BLOCKING)
@ApiResponse(
        responseCode = "default",
        description = "A problem (RFC 9457)",
        content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = Problem.class)))
@Tag(name = "platform")
final class PlatformController {
    /** @param settlementWindowSeconds from a command's block to its deadline */
    @Serdeable
    @Schema(name = "Platform")
    record Shown(
            long chainId,
            String gateway,
            long startBlock,
            List<Key> encryptionKeys,
            long settlementWindowSeconds,
            int blockConfirmations) {
        static Shown of(Platform platform) {
            return new Shown(
                    platform.gateway().chainId(),
                    platform.gateway().address().hex(),
                    platform.startBlock(),
                    platform.encryptionKeys().stream().map(Key::of).toList(),
                    platform.settlementWindow().toSeconds(),
                    platform.blockConfirmations());
        }
    }

    /** @param publicKey 0x and hexadecimal digits, as RFC 9180 serialises it */
    @Serdeable
    @Schema(name = "EncryptionKey")
    record Key(String suite, String keyId, String publicKey, Instant activeFrom) {
        static Key of(Platform.EncryptionKey key) {
            return new Key(key.suite(), key.keyId(), key.publicKey().hex(), key.activeFrom());
        }
    }

    private final AboutPlatform about;

    PlatformController(AboutPlatform about) {
        this.about = about;
    }

    @Get
    @Operation(
            operationId = "showPlatform",
            summary = "The chain, the gateway and the encryption keys",
            description = "Before real money is at stake, compare the gateway with one that you got elsewhere, and the "
                    + "keys with those that the gateway itself has: this answer alone proves nothing.")
    Shown platform() {
        return Shown.of(about.platform());
    }
}
