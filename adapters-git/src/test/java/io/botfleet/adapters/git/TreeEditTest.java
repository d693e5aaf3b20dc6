package io.botfleet.adapters.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeEditTest {
    private static final List<String> NAMES = List.of("a", "a-b", "a.b", "a0", "ab", "b", "a_b", "values.yaml", "Z");

    private final InMemoryRepository repository = new InMemoryRepository(new DfsRepositoryDescription("test"));

    /** Git's own order of entries is the difficulty: a folder sorts as if its name ended with a slash. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void writesTheSameTreesAsAnIndexDoes(long seed) throws Exception {
        Random random = new Random(seed);
        TreeMap<String, ObjectId> files = new TreeMap<>();
        Optional<ObjectId> root = Optional.empty();
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TreeEdit edit = new TreeEdit(inserter.newReader(), inserter);
            for (int step = 0; step < 150; step++) {
                String path = path(random);
                boolean remove = random.nextInt(3) == 0 && files.containsKey(path);
                Optional<ObjectId> file = remove
                        ? Optional.empty()
                        : Optional.of(inserter.insert(Constants.OBJ_BLOB, Constants.encode("content " + step)));
                root = Optional.of(edit.with(root, path, file));
                // A file takes the place of a folder of its name, and the other way round.
                files.keySet().removeIf(other -> other.startsWith(path + "/") || path.startsWith(other + "/"));
                files.remove(path);
                file.ifPresent(content -> files.put(path, content));
                inserter.flush();

                assertThat(root).contains(byIndex(inserter, files));
                new ObjectChecker().checkTree(repository.open(root.get()).getCachedBytes());
            }
        }
    }

    @Test
    void removingTheLastFileLeavesTheEmptyTree() throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TreeEdit edit = new TreeEdit(inserter.newReader(), inserter);
            ObjectId content = inserter.insert(Constants.OBJ_BLOB, new byte[0]);
            ObjectId one = edit.with(Optional.empty(), "a/b/c", Optional.of(content));

            assertThat(edit.with(Optional.of(one), "a/b/c", Optional.empty())).isEqualTo(Constants.EMPTY_TREE_ID);
        }
    }

    private static String path(Random random) {
        List<String> segments = new ArrayList<>();
        for (int depth = random.nextInt(3); depth >= 0; depth--) {
            segments.add(NAMES.get(random.nextInt(NAMES.size())));
        }
        return String.join("/", segments);
    }

    private static ObjectId byIndex(ObjectInserter inserter, Map<String, ObjectId> files) throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        files.forEach((path, content) -> {
            DirCacheEntry entry = new DirCacheEntry(path);
            entry.setFileMode(FileMode.REGULAR_FILE);
            entry.setObjectId(content);
            builder.add(entry);
        });
        builder.finish();
        return index.writeTree(inserter);
    }
}
