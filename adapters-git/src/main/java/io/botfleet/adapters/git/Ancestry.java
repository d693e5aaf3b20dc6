package io.botfleet.adapters.git;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/** Which commit descends from which; answers never change, so the last ones are kept. */
final class Ancestry {
    private static final int KEPT = 4_096;

    private record Question(ObjectId head, ObjectId commit) {}

    private final Map<Question, Boolean> answers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Boolean> eldest) {
            return size() > KEPT;
        }
    };

    /** Both must be there; what is no commit has no ancestors and is none. */
    boolean holds(Repository repository, ObjectId head, ObjectId commit) throws IOException {
        Question question = new Question(head, commit);
        synchronized (answers) {
            Boolean known = answers.get(question);
            if (known != null) {
                return known;
            }
        }
        boolean answer = walk(repository, question);
        synchronized (answers) {
            answers.put(question, answer);
        }
        return answer;
    }

    private static boolean walk(Repository repository, Question question) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(walk.parseCommit(question.commit()), walk.parseCommit(question.head()));
        } catch (IncorrectObjectTypeException noCommit) {
            return false;
        }
    }
}
