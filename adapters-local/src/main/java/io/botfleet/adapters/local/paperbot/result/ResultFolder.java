package io.botfleet.adapters.local.paperbot.result;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Freqtrade's folder of results. A strategy writes there too, so nothing in it is trusted: no more than 64 MiB of a file or of
 * what it unpacks to is read, and no link is followed.
 */
record ResultFolder(Path path) {
    /** Freqtrade's file that names the last result. */
    static final String LAST = ".last_result.json";

    private static final long LARGEST = 64L << 20;
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,150})\\.(zip|json)");

    /** The last result, of which only what is wanted is kept in memory. */
    StrategyEntry latest() throws NoResult {
        String latest;
        try (InputStream in = open(LAST)) {
            JsonNode named = StrategyEntry.json(in, LAST).path("latest_backtest");
            latest = named.isTextual() ? named.textValue() : "";
        } catch (IOException unreadable) {
            throw unreadable(LAST);
        }
        Matcher name = NAME.matcher(latest);
        if (!name.matches()) {
            throw new NoResult(LAST + " names no result");
        }
        if (name.group(2).equals("zip")) {
            return zipped(latest, name.group(1) + ".json");
        }
        try (InputStream in = open(latest)) {
            return StrategyEntry.read(in, latest);
        } catch (IOException unreadable) {
            throw unreadable(latest);
        }
    }

    private StrategyEntry zipped(String name, String wanted) throws NoResult {
        check(name);
        try (ZipFile zip = new ZipFile(path.resolve(name).toFile())) {
            ZipEntry entry = zip.getEntry(wanted);
            if (entry == null) {
                throw new NoResult(name + " holds no " + wanted);
            }
            checkIntact(zip, entry, name);
            try (InputStream in = zip.getInputStream(entry)) {
                return StrategyEntry.read(in, wanted);
            }
        } catch (IOException | IllegalArgumentException damaged) {
            throw new NoResult(name + " is a damaged zip");
        }
    }

    /** Java does not compare what it unpacks with the size and the checksum that the archive gives for it. */
    private static void checkIntact(ZipFile zip, ZipEntry entry, String name) throws IOException, NoResult {
        CRC32 checksum = new CRC32();
        try (InputStream in = bounded(zip.getInputStream(entry))) {
            long size = new CheckedInputStream(in, checksum).transferTo(OutputStream.nullOutputStream());
            if (size != entry.getSize() || checksum.getValue() != entry.getCrc()) {
                throw new NoResult(name + " is a damaged zip");
            }
        } catch (TooLarge beyond) {
            throw new NoResult(entry.getName() + " is larger than 64 MiB");
        }
    }

    private InputStream open(String name) throws NoResult, IOException {
        check(name);
        return bounded(Files.newInputStream(path.resolve(name), LinkOption.NOFOLLOW_LINKS));
    }

    private void check(String name) throws NoResult {
        BasicFileAttributes file;
        try {
            file = Files.readAttributes(path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException absent) {
            throw new NoResult("there is no " + name);
        } catch (IOException unreadable) {
            throw unreadable(name);
        }
        if (!file.isRegularFile()) {
            throw unreadable(name);
        }
        if (file.size() > LARGEST) {
            throw new NoResult(name + " is larger than 64 MiB");
        }
    }

    private static NoResult unreadable(String name) {
        return new NoResult(name + " cannot be read");
    }

    private static InputStream bounded(InputStream in) {
        return new FilterInputStream(in) {
            private long left = LARGEST;

            @Override
            public int read() throws IOException {
                int read = super.read();
                counted(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = super.read(target, offset, length);
                counted(Math.max(0, read));
                return read;
            }

            private void counted(int bytes) throws TooLarge {
                left -= bytes;
                if (left < 0) {
                    throw new TooLarge();
                }
            }
        };
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
