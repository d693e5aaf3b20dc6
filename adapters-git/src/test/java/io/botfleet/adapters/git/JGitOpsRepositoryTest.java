package io.botfleet.adapters.git;

import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.testkit.contract.GitOpsRepositoryContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class JGitOpsRepositoryTest extends GitOpsRepositoryContract {
    @TempDir
    Path folder;

    private final List<JGitOpsRepository> opened = new ArrayList<>();
    private PlainGit remote;

    @BeforeEach
    void createTheRemote() throws IOException {
        remote = PlainGit.bare(folder.resolve("remote.git"));
    }

    @AfterEach
    void closeAll() {
        opened.forEach(JGitOpsRepository::close);
    }

    @Override
    protected GitOpsRepository open() {
        JGitOpsRepository repository = new JGitOpsRepository(
                GitRemote.open(remote.folder().toString()),
                folder.resolve("cache-" + opened.size()),
                Identity.BOTFLEET,
                Clock.systemUTC(),
                Optional.empty());
        opened.add(repository);
        return repository;
    }

    @Override
    protected CommitId commitByHand(RepositoryPath path, String content) {
        return new CommitId(remote.pushByHand(path.value(), Optional.of(content)));
    }

    @Override
    protected void stopTheRemote() {
        try {
            Files.move(remote.folder(), folder.resolve("away.git"));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
