package io.botfleet.bootstrap.chaos;

import io.botfleet.domain.submission.Submission;
import java.util.Set;

/**
 * A command that was sent, and what may rightly become of it.
 *
 * @param ends the outcome, or for a rollback its reason
 */
record Sent(Submission submission, String what, Set<String> ends) {}
