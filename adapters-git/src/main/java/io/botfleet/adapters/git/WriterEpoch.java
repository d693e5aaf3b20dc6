package io.botfleet.adapters.git;

import io.botfleet.application.failure.Permanent;
import io.botfleet.domain.chain.Bytes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file in which a new writer says that it has taken over: older writers see it and stop. */
record WriterEpoch(long number) {
    static final String PATH = ".botfleet/writer";
    private static final Pattern FORM = Pattern.compile("epoch: (\\d{1,18})\\s*");

    /** Throws {@link Permanent} for anything that {@link #content()} did not write. */
    static WriterEpoch read(Bytes file) {
        Matcher matcher = FORM.matcher(file.utf8());
        if (!matcher.matches()) {
            throw new Permanent("the file " + PATH + " in the GitOps repository names no epoch; restore it from an"
                    + " earlier commit");
        }
        return new WriterEpoch(Long.parseLong(matcher.group(1)));
    }

    Bytes content() {
        return Bytes.ofUtf8("epoch: " + number + "\n");
    }

    String message() {
        return "Take over writing (epoch " + number + ")\n\nWriter-Epoch: " + number + "\n";
    }
}
