package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The API's two ways in: HTTP Basic (RFC 7617), and JSON Web Tokens signed with HS256 (RFC 7519). */
final class Authentication {
    private static final Duration ACCESS = Duration.ofMinutes(15);
    private static final Duration REFRESH = Duration.ofDays(30);

    private final byte[] username;
    private final byte[] password;
    private final byte[] secret;
    private final Clock clock;

    Authentication(JsonNode apiServer, Clock clock) {
        this.username = bytes(apiServer.path("username").asText());
        this.password = bytes(apiServer.path("password").asText());
        this.secret = bytes(apiServer.path("jwt_secret_key").asText("super-secret"));
        this.clock = clock;
    }

    /** Lets a protected call through, or refuses it. */
    void require(Optional<String> header) {
        var token = after(header, "Bearer ");
        if (token.isPresent()) {
            verify(token.get(), "access");
        } else if (basic(header).isEmpty()) {
            throw ApiRefusal.unauthorized("Unauthorized", "");
        }
    }

    ObjectNode login(Optional<String> header) {
        if (after(header, "Basic ").isEmpty()) {
            throw ApiRefusal.unauthorized("Not authenticated", "Basic");
        }
        var user = basic(header).orElseThrow(() -> ApiRefusal.unauthorized("Incorrect username or password", ""));
        return Json.object()
                .put("access_token", token(user, "access", ACCESS))
                .put("refresh_token", token(user, "refresh", REFRESH));
    }

    ObjectNode refresh(Optional<String> header) {
        var user = verify(after(header, "Bearer ").orElse(""), "refresh");
        return Json.object().put("access_token", token(user, "access", ACCESS));
    }

    private Optional<String> basic(Optional<String> header) {
        return after(header, "Basic ").flatMap(credentials -> {
            try {
                var decoded = new String(Base64.getDecoder().decode(credentials.strip()), StandardCharsets.UTF_8);
                var colon = decoded.indexOf(':');
                if (colon < 0) {
                    return Optional.empty();
                }
                var user = decoded.substring(0, colon);
                // Both are compared before either counts, so that a wrong name takes as long as a wrong password.
                var named = MessageDigest.isEqual(bytes(user), username);
                var known = MessageDigest.isEqual(bytes(decoded.substring(colon + 1)), password);
                return named && known ? Optional.of(user) : Optional.<String>empty();
            } catch (IllegalArgumentException notBase64) {
                return Optional.empty();
            }
        });
    }

    private String token(String user, String type, Duration life) {
        var now = clock.instant().getEpochSecond();
        var payload = Json.object();
        payload.putObject("identity").put("u", user);
        payload.put("exp", now + life.toSeconds()).put("iat", now).put("type", type);
        var signed = encoded(Json.object().put("alg", "HS256").put("typ", "JWT")) + "." + encoded(payload);
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature(signed));
    }

    private String verify(String token, String type) {
        var parts = token.split("\\.", -1);
        if (parts.length == 3) {
            try {
                var header = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[0]));
                var payload = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[1]));
                var user = payload.path("identity").path("u");
                if (header.path("alg").asText().equals("HS256")
                        && MessageDigest.isEqual(
                                Base64.getUrlDecoder().decode(parts[2]), signature(parts[0] + "." + parts[1]))
                        && payload.path("exp").asLong() > clock.instant().getEpochSecond()
                        && payload.path("type").asText().equals(type)
                        && user.isTextual()) {
                    return user.asText();
                }
            } catch (IOException | IllegalArgumentException malformed) {
                throw invalid();
            }
        }
        throw invalid();
    }

    private static ApiRefusal invalid() {
        return ApiRefusal.unauthorized("Could not validate credentials", "Bearer");
    }

    private byte[] signature(String signed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(bytes(signed));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    private static Optional<String> after(Optional<String> header, String scheme) {
        return header.filter(value -> value.regionMatches(true, 0, scheme, 0, scheme.length()))
                .map(value -> value.substring(scheme.length()));
    }

    private static String encoded(JsonNode json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(json.toString()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
