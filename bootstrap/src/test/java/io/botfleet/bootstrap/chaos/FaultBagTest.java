package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultBagTest {
    private static final int NOT_FINAL = 4;

    @Test
    void hasEveryKindOfFaultBeforeOneComesAgain() {
        List<String> kinds = kinds(new FaultBag(1, NOT_FINAL), 26);

        assertThat(kinds).hasSize(22).doesNotHaveDuplicates();
        for (String part : Parts.NAMES) {
            assertThat(kinds).contains("SIGKILL of " + part, "SIGSTOP of " + part + " for seconds");
        }
        assertThat(kinds)
                .containsAll(Arrays.stream(NodeTrouble.values())
                        .map(each -> "node: " + each)
                        .toList());
        assertThat(kinds)
                .contains(
                        "SIGTERM of a replica",
                        "SIGSTOP of the platform past its leases",
                        "reorganisation above the confirmation depth",
                        "reorganisation above finality")
                .doesNotContain("reorganisation past finality, taken back");
    }

    @Test
    void letsTheSeedDecideTheirOrder() {
        assertThat(kinds(new FaultBag(1, NOT_FINAL), 10)).isEqualTo(kinds(new FaultBag(1, NOT_FINAL), 10));
        assertThat(kinds(new FaultBag(1, NOT_FINAL), 10)).isNotEqualTo(kinds(new FaultBag(2, NOT_FINAL), 10));
    }

    @Test
    void reorganisesAsDeepAsItSaysAndStopsAMemberForLongerThanAnyLease() {
        FaultBag bag = new FaultBag(5, NOT_FINAL);
        for (int round = 0; round < 300; round++) {
            bag.next().ifPresent(strike -> {
                switch (strike.fault()) {
                    case Fault.Reorganised(int blocks, boolean shallow) ->
                        assertThat(blocks).isBetween(shallow ? 1 : 3, shallow ? 2 : NOT_FINAL);
                    case Fault.MemberStopped _ -> assertThat(strike.lasting()).isGreaterThan(Duration.ofSeconds(30));
                    case Fault other ->
                        assertThat(strike.lasting()).as(other.kind()).isLessThan(Duration.ofSeconds(10));
                }
            });
        }
    }

    @Test
    void bringsWhatLeadsElsewhereBetweenAnyTwoOthersWhereEveryBoundaryHasToBeGotTo() {
        List<String> kinds = kinds(FaultBag.leading(1, NOT_FINAL), 48);

        assertThat(kinds).filteredOn("SIGTERM of a replica"::equals).hasSizeGreaterThan(10);
        assertThat(kinds).filteredOn("reorganisation above finality"::equals).hasSizeGreaterThan(10);
        assertThat(kinds).filteredOn(kind -> kind.contains("past its leases")).isEmpty();
        for (String part : Parts.NAMES) {
            assertThat(kinds).contains("SIGKILL of " + part);
        }
    }

    @Test
    void asksAReplicaThatIsAwake() {
        FaultBag.Strike asks =
                new FaultBag.Strike(new Fault.MemberAsked(Member.Name.REPLICA), Duration.ZERO, Duration.ZERO);
        FaultBag.Strike kills =
                new FaultBag.Strike(new Fault.MemberKilled(Member.Name.REPLICA), Duration.ZERO, Duration.ZERO);

        assertThat(asks.onSomebody(Optional.of(Member.Name.THIRD)).fault())
                .isEqualTo(new Fault.MemberAsked(Member.Name.THIRD));
        assertThat(asks.onSomebody(Optional.empty())).isEqualTo(asks);
        assertThat(kills.onSomebody(Optional.of(Member.Name.THIRD))).isEqualTo(kills);
    }

    private static List<String> kinds(FaultBag bag, int rounds) {
        List<String> kinds = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Optional<FaultBag.Strike> strike = bag.next();
            strike.ifPresent(each -> kinds.add(each.fault().kind()));
        }
        return kinds;
    }
}
