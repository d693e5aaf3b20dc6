package io.botfleet.adapters.git;

import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;

/** Reads which values files a commit holds, and opens only those that it has not seen before. */
final class Inventory {
    private static final System.Logger LOG = System.getLogger(Inventory.class.getName());
    private static final Pattern VALUES_FILE =
            Pattern.compile("clientes/[^/]+/values\\.yaml|backtests/[^/]+/[^/]+/values\\.yaml");
    /** As the platform writes it, and as people do: quoted in either way, or not at all. */
    private static final Pattern COMMAND =
            Pattern.compile("^commandId:[ \\t]*([\"']?)([1-9]\\d{0,17})\\1[ \\t]*(#.*)?\\r?$", Pattern.MULTILINE);

    private Map<ObjectId, Optional<CommandId>> seen = Map.of();
    private Set<String> saidMisnamed = Set.of();

    synchronized Map<RepositoryPath, Optional<CommandId>> of(Repository repository, ObjectId commit)
            throws IOException {
        Map<RepositoryPath, Optional<CommandId>> found =
                new TreeMap<>(java.util.Comparator.comparing(RepositoryPath::value));
        Map<ObjectId, Optional<CommandId>> opened = new HashMap<>();
        Set<String> misnamed = new HashSet<>();
        try (ObjectReader reader = repository.newObjectReader();
                RevWalk walk = new RevWalk(reader);
                TreeWalk files = new TreeWalk(reader)) {
            files.addTree(walk.parseTree(commit));
            files.setRecursive(true);
            files.setFilter(PathFilterGroup.createFromStrings("clientes", "backtests"));
            while (files.next()) {
                if (VALUES_FILE.matcher(files.getPathString()).matches()) {
                    Optional<CommandId> command = command(reader, files, opened);
                    path(files.getPathString(), misnamed).ifPresent(path -> found.put(path, command));
                }
            }
        }
        seen = opened;
        saidMisnamed = Set.copyOf(misnamed);
        return found;
    }

    private Optional<CommandId> command(ObjectReader reader, TreeWalk file, Map<ObjectId, Optional<CommandId>> opened)
            throws IOException {
        ObjectId id = file.getObjectId(0);
        Optional<CommandId> known = seen.get(id);
        Optional<CommandId> command = known != null ? known : read(reader, file.getRawMode(0), id);
        opened.put(id, command);
        return command;
    }

    private static Optional<CommandId> read(ObjectReader reader, int mode, ObjectId id) throws IOException {
        if (!FileMode.REGULAR_FILE.equals(mode) && !FileMode.EXECUTABLE_FILE.equals(mode)) {
            return Optional.empty();
        }
        ObjectLoader content = reader.open(id);
        if (content.getSize() > Tree.LARGEST_FILE) {
            return Optional.empty();
        }
        Matcher matcher =
                COMMAND.matcher(new String(content.getCachedBytes(Tree.LARGEST_FILE), StandardCharsets.UTF_8));
        return matcher.find() ? Optional.of(CommandId.parse(matcher.group(2))) : Optional.empty();
    }

    /** A name that can't be one is said once while it is there: the repository is read every few seconds. */
    private Optional<RepositoryPath> path(String text, Set<String> misnamed) {
        try {
            return Optional.of(new RepositoryPath(text));
        } catch (IllegalArgumentException unnameable) {
            misnamed.add(text);
            if (!saidMisnamed.contains(text)) {
                LOG.log(
                        Level.WARNING,
                        "a values file in the GitOps repository has a name that no command gives: {0}. It is left alone;"
                                + " remove it, and find out who put it there",
                        text);
            }
            return Optional.empty();
        }
    }
}
