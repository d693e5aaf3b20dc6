package io.botfleet.testkit.memory;

import java.util.List;

/** What becomes of the Jobs that run a strategy. */
public sealed interface JobBehaviour {
    /** It prints Freqtrade's lines of work, and then these, and goes on until the test ends it. */
    record Works(List<String> more) implements JobBehaviour {
        public Works {
            more = List.copyOf(more);
        }
    }

    /** It prints these lines alone, and goes on until the test ends it. */
    record Prints(List<String> lines) implements JobBehaviour {
        public Prints {
            lines = List.copyOf(lines);
        }
    }

    /** It prints these lines and ends by itself before anybody looks. */
    record Ends(List<String> lines, int exitCode) implements JobBehaviour {
        public Ends {
            lines = List.copyOf(lines);
        }
    }

    /** Nothing has room for it. */
    record NeverStarts() implements JobBehaviour {}

    record PullsNoImage() implements JobBehaviour {}

    /** It does not come to a pod. */
    record Refused(String why) implements JobBehaviour {}
}
