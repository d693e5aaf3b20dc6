package io.botfleet.adapters.git;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
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
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fileSystem) {
        return new CoarseTime(parent, fileSystem);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fileSystem) {
        return new Nothing(parent, fileSystem);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fileSystem) {
        return new Nothing(parent, fileSystem);
    }

    /**
     * JGit would otherwise measure how finely a file system tells time: seconds at every start, and files of its own
     * left in folders that are being removed. Taking it for coarse only makes it read a file again that it need not.
     */
    private static final class CoarseTime extends Nothing {
        CoarseTime(Config parent, FS fileSystem) {
            super(parent, fileSystem);
        }

        @Override
        public long getTimeUnit(String section, String subsection, String name, long otherwise, TimeUnit unit) {
            return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
                    ? unit.convert(Duration.ofSeconds(1))
                    : super.getTimeUnit(section, subsection, name, otherwise, unit);
        }
    }

    private static class Nothing extends FileBasedConfig {
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
