package io.botfleet.adapters.k8s.freqtrade;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an object field by field; a field that is missing or of another kind is {@link Nonsense}. */
record Fields(JsonNode object) {
    private static final int LONGEST_TEXT = 1_000;
    /** Beyond any price or amount, and short of numbers that fill the memory when they are written out. */
    private static final int LARGEST_SCALE = 40;

    static Fields of(JsonNode json) throws Nonsense {
        if (!json.isObject()) {
            throw new Nonsense("it is no object");
        }
        return new Fields(json);
    }

    String text(String name) throws Nonsense {
        JsonNode value = present(name);
        if (!value.isTextual() || value.textValue().length() > LONGEST_TEXT) {
            throw new Nonsense(name + " is no text");
        }
        return value.textValue();
    }

    /** Freqtrade writes null for what its configuration does not name. */
    String textOrEmpty(String name) throws Nonsense {
        return present(name).isNull() ? "" : text(name);
    }

    boolean truth(String name) throws Nonsense {
        JsonNode value = present(name);
        if (!value.isBoolean()) {
            throw new Nonsense(name + " is neither true nor false");
        }
        return value.booleanValue();
    }

    BigDecimal number(String name) throws Nonsense {
        JsonNode value = present(name);
        if (!value.isNumber() || isNoFiniteNumber(value)) {
            throw new Nonsense(name + " is no number");
        }
        BigDecimal number = value.decimalValue();
        if (Math.abs((long) number.scale()) > LARGEST_SCALE || number.precision() > LARGEST_SCALE) {
            throw new Nonsense(name + " is out of range");
        }
        return number;
    }

    /** Empty for null, into which Freqtrade turns what it can't compute. */
    Optional<BigDecimal> numberIfAny(String name) throws Nonsense {
        return present(name).isNull() ? Optional.empty() : Optional.of(number(name));
    }

    /** A whole number, also where it is written as {@code 3.0}. */
    long whole(String name) throws Nonsense {
        try {
            return number(name).longValueExact();
        } catch (ArithmeticException fraction) {
            throw new Nonsense(name + " is no whole number");
        }
    }

    int count(String name) throws Nonsense {
        long whole = whole(name);
        if (whole != (int) whole) {
            throw new Nonsense(name + " is out of range");
        }
        return (int) whole;
    }

    /** A count where "as many as you like" is -1, null or infinity. */
    int countOrUnlimited(String name) throws Nonsense {
        JsonNode value = present(name);
        return value.isNull() || isNoFiniteNumber(value) ? -1 : count(name);
    }

    private static boolean isNoFiniteNumber(JsonNode value) {
        return (value.isDouble() || value.isFloat()) && !Double.isFinite(value.doubleValue());
    }

    /** Seconds since 1970; zero, which Freqtrade gives before the first time, counts as none. */
    Optional<Instant> seconds(String name) throws Nonsense {
        return present(name).isNull() || whole(name) == 0 ? Optional.empty() : Optional.of(instant(name, whole(name)));
    }

    Instant milliseconds(String name) throws Nonsense {
        return instant(name, Math.floorDiv(whole(name), 1_000)).plusMillis(Math.floorMod(whole(name), 1_000));
    }

    private static Instant instant(String name, long seconds) throws Nonsense {
        try {
            return Instant.ofEpochSecond(seconds);
        } catch (DateTimeException outOfRange) {
            throw new Nonsense(name + " is no time");
        }
    }

    List<String> texts(String name) throws Nonsense {
        JsonNode array = present(name);
        if (!array.isArray()) {
            throw new Nonsense(name + " is no list");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : array) {
            if (!each.isTextual() || each.textValue().length() > LONGEST_TEXT) {
                throw new Nonsense(name + " holds something that is no text");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    private JsonNode present(String name) throws Nonsense {
        JsonNode value = object.get(name);
        if (value == null) {
            throw new Nonsense(name + " is missing");
        }
        return value;
    }
}
