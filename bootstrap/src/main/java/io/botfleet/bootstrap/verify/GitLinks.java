package io.botfleet.bootstrap.verify;

import io.botfleet.adapters.git.RepositoryReader;
import io.botfleet.adapters.git.ValuesFile;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.submission.CommandId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The links that a Git repository shows: the commit, its file, what was deployed of it, and how it was undone. */
final class GitLinks {
    private static final String INITIAL_STATE = "initialState";

    private final RepositoryReader repository;
    private final Facts facts;
    private final CommitId head;
    private final List<Link> links = new ArrayList<>();

    private GitLinks(RepositoryReader repository, Facts facts, CommitId head) {
        this.repository = repository;
        this.facts = facts;
        this.head = head;
    }

    /** Throws a {@link io.botfleet.application.failure.PortFailure} where the repository can't be read. */
    static List<Link> check(RepositoryReader repository, Facts facts) {
        Optional<CommitId> head = repository.fetch();
        if (head.isEmpty()) {
            return List.of(Link.broken("repository", "it has no branch main"));
        }
        GitLinks git = new GitLinks(repository, facts, head.get());
        facts.commit("commit").ifPresent(git::commit);
        facts.commit("revision").ifPresent(git::revision);
        facts.commit("undoCommit").ifPresent(git::undo);
        return List.copyOf(git.links);
    }

    private void commit(CommitId commit) {
        if (!repository.contains(head, commit)) {
            links.add(Link.broken("commit", commit + " is not in the history of main"));
            return;
        }
        links.add(Link.holds("commit", commit + " is in the history of main"));
        if (facts.path().isEmpty()) {
            links.add(Link.broken("values", "the document does not say which file the commit changes"));
            return;
        }
        RepositoryPath path = facts.path().get();
        Optional<Bytes> file = repository.at(commit, path);
        Naming named = naming(commit, "carry-out");
        if (facts.git("valuesSha256").isPresent()) {
            links.add(trailers(named));
            links.addAll(values(path, file));
        } else {
            links.add(removal(path, file, named == Naming.THIS_COMMAND));
        }
    }

    /** A stop of a bot that comes up paused already finds its file as it wants it. */
    private Link trailers(Naming named) {
        if (named == Naming.ANOTHER_TRANSACTION) {
            return Link.yoursToKnow(
                    "trailers",
                    "the commit names this command and its client, and another transaction: that is right where you sent the"
                            + " same envelope again, since a reorganisation took the first one back");
        }
        return named == Naming.NOTHING && isStop()
                ? Link.yoursToKnow(
                        "trailers",
                        "the file was as it should be before; since the commit does not name this command, see that it is"
                                + " later than your last start")
                : Link.of(
                        "trailers",
                        named == Naming.THIS_COMMAND,
                        "the commit names this command, its client and its transaction",
                        "the commit's trailers do not name this command, its client and its transaction");
    }

    private boolean isBacktest() {
        return facts.order().equals(Optional.of("backtest"));
    }

    private boolean isStop() {
        return facts.order().equals(Optional.of("stop"));
    }

    private Link removal(RepositoryPath path, Optional<Bytes> file, boolean named) {
        if (file.isPresent()) {
            return Link.broken("values", path + " is still there in the commit that should remove it");
        }
        if (named) {
            return Link.holds("values", "the commit removes " + path);
        }
        String gone = path + " was gone before: nothing had to be committed";
        // A commit from before the bot was started lacks the file as well.
        return facts.isApproval()
                ? Link.yoursToKnow(
                        "values",
                        gone + "; since the commit does not name this command, see that it is later than your last"
                                + " start")
                : Link.holds("values", gone);
    }

    private List<Link> values(RepositoryPath path, Optional<Bytes> file) {
        if (file.isEmpty()) {
            return List.of(Link.broken("values", path + " is not in the commit"));
        }
        String sha256 = sha256(file.get());
        if (!facts.git("valuesSha256").equals(Optional.of(sha256))) {
            return List.of(Link.broken("values", path + " in the commit has SHA-256 " + sha256));
        }
        Optional<Json.Members> read = ValuesFile.read(file.get());
        if (read.isEmpty()) {
            return List.of(Link.broken("values", path + " in the commit is no YAML mapping"));
        }
        List<Link> found = new ArrayList<>();
        found.add(Link.holds("values", path + " in the commit has the SHA-256 that is told"));
        found.addAll(content(read.get()));
        if (facts.isApproval()) {
            facts.seen("config").ifPresent(config -> found.add(RunningConfigLink.check(config, read.get())));
        }
        return found;
    }

    private List<Link> content(Json.Members values) {
        Optional<String> told = facts.git("valuesDigest");
        Optional<String> digest = digest(values);
        return List.of(
                Link.of(
                        "values digest",
                        digest.isPresent() && digest.equals(told) && digest.equals(Facts.find(values, "valuesDigest")),
                        "computed again from the file: " + digest.orElse(""),
                        "computed again from the file it is " + digest.orElse("impossible")
                                + ", unlike what is told or what the file says of itself"),
                isStop()
                        ? Link.of(
                                "values content",
                                isOurClients(values) && isOfAnEarlierStart(values) && isPaused(values),
                                "the file is this client's bot of command "
                                        + Facts.find(values, "commandId").orElse("") + ", which comes up paused by it",
                                "the file is of another client or no earlier command, or lets the bot come up running")
                        : Link.of(
                                "values content",
                                isOurClients(values)
                                        && isOurs(values)
                                        && values.get(INITIAL_STATE).isEmpty(),
                                isBacktest()
                                        ? "the file names this command and client"
                                        : "the file names this command and client, and lets the bot come up running",
                                "the file names another command or client, or lets the bot come up otherwise than running"));
    }

    private boolean isOurClients(Json.Members values) {
        return Facts.find(values, "clientId").equals(Optional.of(facts.client().value()));
    }

    private boolean isOurs(Json.Members values) {
        return Facts.find(values, "commandId")
                .equals(Optional.of(facts.command().toString()));
    }

    private boolean isOfAnEarlierStart(Json.Members values) {
        return Facts.find(values, "commandId")
                .filter(id -> id.matches("[1-9]\\d{0,17}"))
                .filter(id -> CommandId.parse(id).compareTo(facts.command()) < 0)
                .isPresent();
    }

    private static boolean isPaused(Json.Members values) {
        return Facts.find(values, INITIAL_STATE).equals(Optional.of("paused"));
    }

    /** Empty for numbers without one canonical form, which no platform writes. */
    private static Optional<String> digest(Json.Members values) {
        try {
            return Optional.of(ValuesDigest.of(values).value());
        } catch (IllegalArgumentException noCanonicalForm) {
            return Optional.empty();
        }
    }

    private void revision(CommitId revision) {
        Optional<CommitId> commit = facts.commit("commit");
        boolean holds = repository.contains(head, revision)
                && commit.isPresent()
                && repository.contains(revision, commit.get());
        links.add(
                holds && facts.isApproval()
                        ? deployed(revision)
                        : Link.of(
                                "revision",
                                holds,
                                "the deployed revision " + revision + " contains the commit",
                                "the deployed revision " + revision
                                        + " does not contain the commit, or is not in the history of main"));
    }

    /**
     * What is approved is what was deployed: other clients' commits may lie between the commit and the revision, but
     * nothing that brings back, changes or removes this client's values.
     */
    private Link deployed(CommitId revision) {
        Optional<String> told = facts.git("valuesSha256");
        Optional<String> there =
                facts.path().flatMap(path -> repository.at(revision, path)).map(GitLinks::sha256);
        String what = told.isPresent() ? "the values of the commit" : "no values of this client";
        return Link.of(
                "revision",
                there.equals(told),
                "the deployed revision " + revision + " contains the commit, and has " + what,
                "the deployed revision " + revision + " contains the commit, but "
                        + there.map(sha256 -> "has values with SHA-256 " + sha256)
                                .orElse("has no values of this client any more"));
    }

    private static String sha256(Bytes file) {
        return CanonicalJson.sha256(file).hex();
    }

    private void undo(CommitId undo) {
        Optional<CommitId> commit = facts.commit("commit");
        boolean behind =
                repository.contains(head, undo) && (commit.isEmpty() || repository.contains(undo, commit.get()));
        Optional<Bytes> file = facts.path().flatMap(path -> repository.at(undo, path));
        boolean stays = file.flatMap(ValuesFile::read).filter(this::isOurs).isPresent();
        boolean undone = stays
                ? file.equals(commit.flatMap(made -> facts.path().flatMap(path -> repository.at(made, path)))
                        .map(ValuesDocument::paused))
                : file.map(GitLinks::sha256)
                        .filter(sha256 -> facts.git("valuesSha256").equals(Optional.of(sha256)))
                        .isEmpty();
        links.add(Link.of(
                "undo",
                behind && undone,
                undoing(undo, stays),
                "commit " + undo + " does not undo it: it is not behind the commit on main, or still has its values"));
    }

    private String undoing(CommitId undo, boolean stays) {
        if (stays) {
            return "at " + undo + " the bot is left what it was, but for coming up paused, since it holds positions";
        }
        return naming(undo, "undo") != Naming.NOTHING
                ? "commit " + undo + " takes the command's values away again"
                : "at " + undo + " there was nothing of the command left to undo";
    }

    /** What a commit's trailers say of this command. */
    private enum Naming {
        NOTHING,
        /** The command under its number, of its client, carried by another transaction than the document names. */
        ANOTHER_TRANSACTION,
        THIS_COMMAND
    }

    /** The most that any group of the commit's trailers says, from one {@code Command-Id} to the next. */
    private Naming naming(CommitId commit, String kind) {
        List<RepositoryReader.Trailer> group = new ArrayList<>();
        Naming most = Naming.NOTHING;
        for (RepositoryReader.Trailer trailer : repository.trailers(commit)) {
            if (trailer.name().equals("Command-Id")) {
                most = more(most, naming(group, kind));
                group.clear();
            }
            group.add(trailer);
        }
        return more(most, naming(group, kind));
    }

    private static Naming more(Naming one, Naming other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private Naming naming(List<RepositoryReader.Trailer> group, String kind) {
        boolean ours = group.contains(new RepositoryReader.Trailer(
                        "Command-Id", facts.command().toString()))
                && group.contains(
                        new RepositoryReader.Trailer("Client", facts.client().value()))
                && group.contains(new RepositoryReader.Trailer("Kind", kind));
        if (!ours) {
            return Naming.NOTHING;
        }
        return group.contains(new RepositoryReader.Trailer(
                        "Transaction", facts.transaction().hex()))
                ? Naming.THIS_COMMAND
                : Naming.ANOTHER_TRANSACTION;
    }
}
