package io.botfleet.bootstrap.chaos;

/** Something that goes wrong, for a while or at once. */
sealed interface Fault {
    /** What is counted as one kind. */
    String kind();

    record PartKilled(String part) implements Fault {
        @Override
        public String kind() {
            return "SIGKILL of " + part;
        }
    }

    record PartStopped(String part) implements Fault {
        @Override
        public String kind() {
            return "SIGSTOP of " + part + " for seconds";
        }
    }

    record MemberKilled(Member.Name member) implements Fault {
        @Override
        public String kind() {
            return "SIGKILL of " + member + " at a random moment";
        }
    }

    /** Only ever a replica: the platform's own SIGTERM ends everything around it too, which is no fault but the end. */
    record MemberAsked(Member.Name member) implements Fault {
        @Override
        public String kind() {
            return "SIGTERM of a replica";
        }
    }

    /** For longer than any lease, so that others do its work and it goes on as if nothing had been. */
    record MemberStopped(Member.Name member) implements Fault {
        @Override
        public String kind() {
            return "SIGSTOP of " + member + " past its leases";
        }
    }

    record NodeTroubled(NodeTrouble trouble) implements Fault {
        @Override
        public String kind() {
            return "node: " + trouble;
        }
    }

    /** @param shallow whether it takes back only what is not deep enough to act on; otherwise it stays above finality */
    record Reorganised(int blocks, boolean shallow) implements Fault {
        @Override
        public String kind() {
            return "reorganisation " + (shallow ? "above the confirmation depth" : "above finality");
        }
    }
}
