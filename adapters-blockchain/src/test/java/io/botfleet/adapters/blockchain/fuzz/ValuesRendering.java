package io.botfleet.adapters.blockchain.fuzz;

import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Renders starts that no reader would have let through: the file holds exactly what went in, or there is none.
 *
 * <p>An input is fields with {@code 0xFF} between them: strategy, exchange, currency, timeframe, stake, trades, two sealed
 * values, then pairs. A field is UTF-8; behind {@code 0xFE} it is UTF-16 without any rule, half surrogate pairs too.
 */
public final class ValuesRendering {
    private static final byte BETWEEN = (byte) 0xff;
    private static final byte UTF_16 = (byte) 0xfe;
    private static final int FIELDS = 8;

    private ValuesRendering() {}

    public static void fuzzerTestOneInput(byte[] input) {
        outcome(input);
    }

    static Outcome outcome(byte[] input) {
        List<String> fields = fields(input);
        StartTrading order = order(fields, "");
        Map<SealedKey, String> sealed =
                Map.of(SealedKey.BINANCE_API_KEY, fields.get(6), SealedKey.JWT_SECRET, fields.get(7));
        if (isPrintable(fields.subList(0, 4))
                && isPrintable(fields.subList(6, fields.size()))
                && Leaves.haveCanonicalNumbers(order.stakeAmount().json())) {
            Rendering.readsBack(order, sealed);
            return Outcome.TAKEN;
        }
        try {
            Rendering.render(order(fields, Leaves.SECRET), sealed).yaml();
        } catch (IllegalArgumentException refused) {
            Property.holds(!String.valueOf(refused.getMessage()).contains(Leaves.SECRET), "a refusal repeats a value");
            return Outcome.INVALID;
        }
        throw new AssertionError("a file was written that not every parser reads alike");
    }

    private static StartTrading order(List<String> fields, String before) {
        return new StartTrading(
                before + fields.get(0),
                before + fields.get(1),
                fields.size() % 2 == 0,
                before + fields.get(2),
                stake(fields.get(4)),
                fields.get(5).hashCode(),
                before + fields.get(3),
                fields.subList(FIELDS, fields.size()),
                false);
    }

    private static StakeAmount stake(String text) {
        try {
            BigDecimal amount = new BigDecimal(text);
            return amount.signum() > 0 ? new StakeAmount.Fixed(amount) : new StakeAmount.Unlimited();
        } catch (NumberFormatException notANumber) {
            return new StakeAmount.Unlimited();
        }
    }

    /** What YAML 1.2 §5.1 and every older parser take between double quotes as it is, and no line or direction marks. */
    private static boolean isPrintable(List<String> texts) {
        return texts.stream()
                .flatMapToInt(String::chars)
                .allMatch(each -> (each >= 0x20 && each <= 0x7e)
                        || (each >= 0xa0 && each < 0xd800 && (each < 0x2028 || each > 0x202f)));
    }

    private static List<String> fields(byte[] input) {
        List<String> fields = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= input.length; at++) {
            if (at == input.length || input[at] == BETWEEN) {
                fields.add(text(Arrays.copyOfRange(input, from, at)));
                from = at + 1;
            }
        }
        while (fields.size() < FIELDS) {
            fields.add("");
        }
        return fields;
    }

    private static String text(byte[] field) {
        if (field.length == 0 || field[0] != UTF_16) {
            return new String(field, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder();
        for (int at = 1; at + 1 < field.length; at += 2) {
            text.append((char) ((field[at] & 0xff) << 8 | (field[at + 1] & 0xff)));
        }
        return text.toString();
    }
}
