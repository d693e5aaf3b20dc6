package io.botfleet.adapters.local.cluster.pod;

import io.botfleet.adapters.local.process.ManagedProcess;
import io.botfleet.adapters.local.process.ProcessRegistry;
import java.nio.file.Path;

/** What a killed cluster left in the folders of its pods, where no next one takes it over. */
public final class LeftPods {
    private final Path folders;

    public LeftPods(Path folders) {
        this.folders = folders;
    }

    /**
     * Writes down, of every Job's pod whose container runs, that it ends with the cluster: to be called before its process is
     * ended.
     */
    public void condemn(ProcessRegistry processes) {
        for (Path each : PodFolder.in(folders)) {
            PodFolder folder = new PodFolder(each);
            boolean runs = processes
                    .find("pod-" + each.getFileName())
                    .filter(ManagedProcess::alive)
                    .isPresent();
            folder.ofJob()
                    .filter(state -> runs && !state.finished())
                    .ifPresent(state -> folder.save(state.finished(folder.log().withLastWords(Pod.SHUT_DOWN, 0))));
        }
    }

    /**
     * Removes the folders of pods of which nothing runs, and keeps what they printed. Of a Job's pod that has begun, all that
     * a next cluster needs to know stays, so that it is not run again.
     */
    public void remove(Path keptLogs) {
        try {
            for (Path each : PodFolder.in(folders)) {
                PodFolder folder = new PodFolder(each);
                if (folder.ofJob().filter(PodState::begun).isPresent()) {
                    folder.clear();
                } else {
                    folder.delete(keptLogs);
                }
            }
        } finally {
            PodFolder.deleteOthers(folders);
        }
    }
}
