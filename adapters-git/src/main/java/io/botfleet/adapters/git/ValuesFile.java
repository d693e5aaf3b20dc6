package io.botfleet.adapters.git;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.Json;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A committed {@code values.yaml} as a YAML 1.2 parser of others reads it, for whoever does not trust its writer. */
public final class ValuesFile {
    private static final int LARGEST = 1 << 20;
    /** Values have three; the parser takes a call of its own for each, and its stack ends at some thousands. */
    private static final int MOST_LEVELS = 32;

    private ValuesFile() {}

    /** Empty for anything but one YAML mapping of what JSON has, with texts for keys, none twice, and few levels. */
    public static Optional<Json.Members> read(Bytes yaml) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(0)
                .setCodePointLimit(LARGEST)
                .build();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(yaml.toArray()))
                    .toString();
            if (isDeep(text, settings)) {
                return Optional.empty();
            }
            return json(new Load(settings).loadFromString(text)) instanceof Json.Members members
                    ? Optional.of(members)
                    : Optional.empty();
        } catch (CharacterCodingException | YamlEngineException | IllegalArgumentException noValues) {
            return Optional.empty();
        }
    }

    private static boolean isDeep(String text, LoadSettings settings) {
        int level = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> level++;
                case MappingEnd, SequenceEnd -> level--;
                case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
            }
            if (level > MOST_LEVELS) {
                return true;
            }
        }
        return false;
    }

    private static Json json(@Nullable Object value) {
        return switch (value) {
            case null -> new Json.Null();
            case String text -> Json.of(text);
            case Boolean bool -> Json.of(bool);
            case Number number -> Json.of(new BigDecimal(number.toString()));
            case List<?> list ->
                new Json.Items(list.stream().map(ValuesFile::json).toList());
            case Map<?, ?> map -> members(map);
            case Object other -> throw new IllegalArgumentException("JSON has no " + other.getClass());
        };
    }

    private static Json members(Map<?, ?> map) {
        Json.Members members = Json.EMPTY;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new IllegalArgumentException("a key is no text");
            }
            members = members.with(name, json(entry.getValue()));
        }
        return members;
    }
}
