package io.botfleet.domain.command;

import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.submission.Submission;
import java.time.Instant;
import java.util.Optional;

/** A command while one move changes it; records have no copy expression in Java 25. */
final class Draft {
    private Submission submission;
    private Stage stage;
    private Instant since;
    private long version;
    private Optional<Accepted> accepted;
    private Optional<Prepared> prepared;
    private Optional<CommitId> commit;
    private Execution execution;
    private Optional<Ending> ending;
    private Optional<CommitId> undoCommit;
    private Optional<Evidence> evidence;
    private Optional<String> waitingOn;
    private Optional<Stuck> stuck;
    private Optional<Stage> orphanedFrom;
    private Optional<OnChain> onChain;

    Draft(Command from) {
        this.submission = from.submission();
        this.stage = from.stage();
        this.since = from.since();
        this.version = from.version();
        this.accepted = from.accepted();
        this.prepared = from.prepared();
        this.commit = from.commit();
        this.execution = from.execution();
        this.ending = from.ending();
        this.undoCommit = from.undoCommit();
        this.evidence = from.evidence();
        this.waitingOn = from.waitingOn();
        this.stuck = from.stuck();
        this.orphanedFrom = from.orphanedFrom();
        this.onChain = from.onChain();
    }

    Draft stage(Stage next, Instant now) {
        this.stage = next;
        this.since = now;
        this.execution = execution.notAsked();
        this.waitingOn = Optional.empty();
        this.stuck = Optional.empty();
        this.orphanedFrom = Optional.empty();
        return this;
    }

    Draft submission(Submission next) {
        this.submission = next;
        return this;
    }

    Draft version(long next) {
        this.version = next;
        return this;
    }

    Draft accepted(Accepted next) {
        this.accepted = Optional.of(next);
        return this;
    }

    Draft prepared(Prepared next) {
        this.prepared = Optional.of(next);
        return this;
    }

    Draft unprepared() {
        this.prepared = Optional.empty();
        return this;
    }

    Draft commit(CommitId next) {
        this.commit = Optional.of(next);
        return this;
    }

    Draft execution(Execution next) {
        this.execution = next;
        return this;
    }

    Draft ending(Ending next) {
        this.ending = Optional.of(next);
        return this;
    }

    Draft undoCommit(CommitId next) {
        this.undoCommit = Optional.of(next);
        return this;
    }

    Draft evidence(Evidence next) {
        this.evidence = Optional.of(next);
        return this;
    }

    Draft waitingOn(String next) {
        this.waitingOn = Optional.of(next);
        return this;
    }

    Draft stuck(Optional<Stuck> next) {
        this.stuck = next;
        return this;
    }

    Draft orphanedFrom(Stage next) {
        this.orphanedFrom = Optional.of(next);
        return this;
    }

    Draft onChain(Optional<OnChain> next) {
        this.onChain = next;
        return this;
    }

    Command command() {
        return new Command(
                submission,
                stage,
                since,
                version,
                accepted,
                prepared,
                commit,
                execution,
                ending,
                undoCommit,
                evidence,
                waitingOn,
                stuck,
                orphanedFrom,
                onChain);
    }
}
