package io.botfleet.application.gitops;

import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.submission.CommandId;

/** @param commit the commit that holds the change, or the head where the file was so already */
public record Applied(CommandId command, CommitId commit) {}
