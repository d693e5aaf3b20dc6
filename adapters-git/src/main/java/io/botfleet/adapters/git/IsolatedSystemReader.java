package io.botfleet.adapters.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Keeps the Git settings of the machine and of its user out: an {@code insteadOf} there would send commits elsewhere.
 * JGit then leaves its own notes about the file system out of the user's home, too.
 */
final class IsolatedSystemReader extends SystemReader.Delegate {
    private IsolatedSystemReader(SystemReader machine) {
        super(machine);
    }

    /** For the whole process; repeating it changes nothing. */
    static synchronized void install() {
        SystemReader now = SystemReader.getInstance();
        if (!(now instanceof IsolatedSystemReader)) {
            SystemReader.setInstance(new IsolatedSystemReader(now));
            // Measuring the file system takes seconds; until then JGit assumes the worst of it.
            FS.FileStoreAttributes.setBackground(true);
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fileSystem) {
        return new Nothing(parent, fileSystem);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fileSystem) {
        return new Nothing(parent, fileSystem);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fileSystem) {
        return new Nothing(parent, fileSystem);
    }

    private static final class Nothing extends FileBasedConfig {
        @SuppressWarnings("NullAway") // JGit's own way to say that there is no file.
        Nothing(Config parent, FS fileSystem) {
            super(parent, null, fileSystem);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
