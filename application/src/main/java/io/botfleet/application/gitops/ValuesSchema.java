package io.botfleet.application.gitops;

import io.botfleet.domain.chain.Bytes;
import java.util.Optional;

/**
 * Tells before a commit what Helm would say of a values file: Helm holds it against the chart's schema each time it
 * renders, and renders nothing of one that breaks it. It may refuse more than Helm does, and takes nothing that Helm
 * refuses by that schema; what the chart's templates refuse is not looked at.
 */
public interface ValuesSchema {
    /**
     * What the chart of one commit says of values.
     *
     * @param schema JSON Schema, draft-07
     * @param defaults the chart's own values in YAML, which Helm puts under those of a file
     */
    record Chart(Bytes schema, Optional<Bytes> defaults) {}

    /**
     * Why the chart refuses a values file; empty where it takes it. A schema, or defaults, that can't be used refuse every
     * file. The words name places and rules and hold no value of the file; nothing is fetched from anywhere.
     */
    Optional<String> refusal(Chart chart, Bytes values);
}
