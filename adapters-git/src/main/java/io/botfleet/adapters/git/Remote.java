package io.botfleet.adapters.git;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.document.Wording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;

/** The repository that everybody shares; every failure to reach it is {@link Unavailable}. */
final class Remote implements AutoCloseable {
    /** What became of a push. */
    sealed interface Pushed {
        record Taken() implements Pushed {}

        /** The branch was not where it was expected to be. */
        record Moved() implements Pushed {}

        /** The other side said no, to a push from where the branch was. */
        record Refused(String why) implements Pushed {}
    }

    private static final int LONGEST_WORDS = 500;
    private static final List<String> HOOKS = List.of("pre-receive", "update", "post-receive", "post-update");

    private final GitRemote settings;
    private final Optional<SshdSessionFactory> sessions;

    Remote(GitRemote settings, Path scratch) {
        this.settings = settings;
        this.sessions = settings.access() instanceof GitAccess.SshKey key
                ? Optional.of(sessions(key, scratch))
                : Optional.empty();
    }

    /**
     * Brings what is new into {@code mirror}; the branch's commit over there, if the branch exists.
     *
     * <p>Throws {@link IOException} where something is wrong with the mirror itself.
     */
    Optional<ObjectId> fetch(Repository mirror) throws IOException {
        try (Transport transport = open(mirror)) {
            transport.setTagOpt(TagOpt.NO_TAGS);
            return fetch(transport);
        } catch (TransportException | NotSupportedException failure) {
            throw translated(failure);
        }
    }

    /** No other branch: whoever may push one could fill this disk. */
    private Optional<ObjectId> fetch(Transport transport) throws TransportException, NotSupportedException {
        RefSpec branch = new RefSpec("+" + settings.ref() + ":" + settings.ref());
        try {
            return Optional.ofNullable(transport
                            .fetch(NullProgressMonitor.INSTANCE, List.of(branch))
                            .getAdvertisedRef(settings.ref()))
                    .map(Ref::getObjectId);
        } catch (TransportException failure) {
            // To ask for a branch that is not there is an error, of the same kind as any other.
            if (lacksTheBranch(transport)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private boolean lacksTheBranch(Transport transport) throws NotSupportedException {
        try (FetchConnection connection = transport.openFetch()) {
            return connection.getRef(settings.ref()) == null;
        } catch (TransportException alsoThere) {
            return false;
        }
    }

    /** Moves the branch from {@code expected} to {@code tip}, or does nothing: a compare-and-swap. */
    Pushed push(Repository mirror, Optional<ObjectId> expected, ObjectId tip) throws IOException {
        RemoteRefUpdate update = new RemoteRefUpdate(
                mirror, null, tip, settings.ref(), false, settings.ref(), expected.orElse(ObjectId.zeroId()));
        String words;
        try (Transport transport = open(mirror)) {
            // They pay when much is sent; for a few commits JGit would read the whole history first.
            transport.setPushUseBitmaps(false);
            words = transport
                    .push(NullProgressMonitor.INSTANCE, List.of(update))
                    .getMessages();
        } catch (TransportException | NotSupportedException failure) {
            throw translated(failure);
        }
        return switch (update.getStatus()) {
            case OK, UP_TO_DATE -> new Pushed.Taken();
            case REJECTED_REMOTE_CHANGED, REJECTED_NONFASTFORWARD -> new Pushed.Moved();
            case REJECTED_OTHER_REASON, REJECTED_NODELETE, NON_EXISTING ->
                new Pushed.Refused(reason(Optional.ofNullable(update.getMessage()), words));
            case NOT_ATTEMPTED, AWAITING_REPORT ->
                throw new Unavailable("the GitOps repository did not say whether it took the push");
        };
    }

    /** What the other side prints beside its answer says which rule it is, of a protected branch or a hook of somebody's own. */
    private static String reason(Optional<String> answer, String words) {
        String said = Wording.clean(words.strip().replaceAll("\\s+", " "), LONGEST_WORDS);
        return answer.orElse("it gives no reason") + (said.isEmpty() ? "" : " (it says: " + said + ")");
    }

    private Transport open(Repository mirror) throws TransportException, NotSupportedException {
        Transport transport = Transport.open(mirror, settings.uri());
        transport.setTimeout(Math.toIntExact(settings.timeout().toSeconds()));
        if (settings.access() instanceof GitAccess.Login login) {
            transport.setCredentialsProvider(new UsernamePasswordCredentialsProvider(
                    login.username(), login.password().reveal()));
        }
        if (transport instanceof SshTransport ssh) {
            sessions.ifPresent(ssh::setSshSessionFactory);
        }
        if (hasHooks()) {
            // JGit serves a folder itself and runs no hooks; whoever put some there relies on them.
            transport.setOptionReceivePack("exec git-receive-pack");
        }
        return transport;
    }

    private boolean hasHooks() {
        if (settings.uri().isRemote()) {
            return false;
        }
        Path folder = Path.of(settings.uri().getPath());
        return Stream.of(folder, folder.resolve(".git"))
                .flatMap(each -> HOOKS.stream().map(each.resolve("hooks")::resolve))
                .anyMatch(Files::isExecutable);
    }

    private static SshdSessionFactory sessions(GitAccess.SshKey key, Path scratch) {
        return new SshdSessionFactoryBuilder()
                .setPreferredAuthentications("publickey")
                .setHomeDirectory(scratch.toFile())
                .setSshDirectory(scratch.toFile())
                .setConfigStoreFactory((home, config, user) -> null)
                .setDefaultIdentities(folder -> List.of(key.privateKey()))
                .setDefaultKnownHostsFiles(folder -> List.of(key.knownHosts()))
                .build(null);
    }

    private static Unavailable translated(IOException failure) throws IOException {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingObjectException || cause instanceof CorruptObjectException) {
                throw failure;
            }
        }
        return new Unavailable("the GitOps repository can't be reached: " + failure.getMessage(), failure);
    }

    @Override
    public void close() {
        sessions.ifPresent(SshdSessionFactory::close);
    }
}
