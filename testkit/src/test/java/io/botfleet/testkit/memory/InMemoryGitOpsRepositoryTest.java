package io.botfleet.testkit.memory;

import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.testkit.contract.GitOpsRepositoryContract;
import java.util.Optional;

class InMemoryGitOpsRepositoryTest extends GitOpsRepositoryContract {
    private final World world = new World();

    @Override
    protected GitOpsRepository open() {
        return new InMemoryGitOpsRepository(world);
    }

    @Override
    protected CommitId commitByHand(RepositoryPath path, String content) {
        return world.git().commitByHand(path, Optional.of(Bytes.ofUtf8(content)));
    }

    @Override
    protected void stopTheRemote() {
        world.stop(World.Part.GIT);
    }
}
