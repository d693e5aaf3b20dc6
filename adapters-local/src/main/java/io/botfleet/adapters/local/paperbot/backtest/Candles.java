package io.botfleet.adapters.local.paperbot.backtest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;

/**
 * One pair's candles, made up one after the other: a random walk of the logarithm of the price, with 60 % of volatility a year.
 * {@link Random} and {@link StrictMath} give the same numbers everywhere, as their specifications say.
 */
final class Candles {
    /** How many closes the bands look back on. */
    static final int WINDOW = 20;

    private static final double VOLATILITY_OF_A_YEAR = 0.6;
    private static final double MINUTES_OF_A_YEAR = 365 * 24 * 60;

    private final Random random;
    private final double step;
    private final double[] closes = new double[WINDOW];
    private long count;
    private double open;
    private double high;
    private double low;
    private double close;
    private boolean fell;
    private boolean rose;

    Candles(String pair, Timeframe timeframe, Span span) {
        random = new Random(seed(pair + "|" + timeframe.name() + "|" + span.text()));
        step = VOLATILITY_OF_A_YEAR * Math.sqrt(timeframe.minutes() / MINUTES_OF_A_YEAR);
        close = StrictMath.exp(random.nextDouble() * 10);
        for (int warmUp = 0; warmUp < WINDOW; warmUp++) {
            next();
        }
    }

    private static long seed(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Goes on to the next candle. What the last one showed stays a signal while this one is open. */
    void next() {
        look();
        open = close;
        close = open * StrictMath.exp(step * random.nextGaussian());
        high = Math.max(open, close) * (1 + step * random.nextDouble());
        low = Math.min(open, close) * (1 - step * random.nextDouble());
        closes[(int) (count++ % WINDOW)] = close;
    }

    /** The bands of Bollinger: the mean of the closes, and two standard deviations below it. */
    private void look() {
        if (count < WINDOW) {
            return;
        }
        double sum = 0;
        for (double each : closes) {
            sum += each;
        }
        double mean = sum / WINDOW;
        double squares = 0;
        for (double each : closes) {
            squares += (each - mean) * (each - mean);
        }
        fell = close < mean - 2 * Math.sqrt(squares / (WINDOW - 1));
        rose = close > mean;
    }

    double open() {
        return open;
    }

    double high() {
        return high;
    }

    double low() {
        return low;
    }

    double close() {
        return close;
    }

    /** Whether the candle before this one closed below the lower band. */
    boolean fell() {
        return fell;
    }

    /** Whether the candle before this one closed above the mean. */
    boolean rose() {
        return rose;
    }
}
