package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.bootstrap.platform.Deed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeathsTest {
    private static final Optional<Fault> NO_FAULT = Optional.empty();

    private final Deaths deaths = new Deaths();

    @TempDir
    private Path folder;

    private Member one;
    private Member other;

    @BeforeEach
    void start() throws IOException {
        one = member(Member.Name.PLATFORM);
        other = member(Member.Name.REPLICA);
    }

    @AfterEach
    void kill() throws InterruptedException {
        one.kill();
        other.kill();
    }

    /** The second order is given while the first one to follow it is still ending. */
    @Test
    void takesEveryoneWhoEndedWhereItWasToldToForMeant() {
        assertThat(deaths.wasMeant(one, NO_FAULT)).isFalse();

        deaths.know(List.of(hit("Settlements.store before", one), hit("Commands.claim before", other)));

        assertThat(deaths.wasMeant(one, NO_FAULT)).isTrue();
        assertThat(deaths.wasMeant(other, NO_FAULT)).isTrue();
    }

    @Test
    void takesNoLaterProcessForAnEarlierOneOfTheSameName() throws Exception {
        deaths.know(List.of(hit("Settlements.store before", one)));
        one.kill();
        one.start();

        assertThat(deaths.wasMeant(one, NO_FAULT)).isFalse();
    }

    @Test
    void takesThoseWhoAreKilledForMeantAndNobodyElse() {
        Optional<Fault> killed = Optional.of(new Fault.MemberKilled(Member.Name.REPLICA));

        assertThat(deaths.wasMeant(other, killed)).isTrue();
        assertThat(deaths.wasMeant(one, killed)).isFalse();
    }

    @Test
    void takesAStartThatLostAPartForMeant() {
        assertThat(deaths.wasMeant(one, Optional.of(new Fault.PartKilled("anvil"))))
                .isTrue();
        assertThat(deaths.wasMeant(one, Optional.of(new Fault.Reorganised(1, true))))
                .isFalse();
    }

    private static BoundaryRecord.Hit hit(String boundary, Member member) {
        return new BoundaryRecord.Hit(Deed.END, boundary, 1, member.pid());
    }

    private Member member(Member.Name name) throws IOException {
        Member member = new Member(name, List.of("--version"), folder.resolve(name.name()), Optional::empty);
        member.start();
        return member;
    }
}
