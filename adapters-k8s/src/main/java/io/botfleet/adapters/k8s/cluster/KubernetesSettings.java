package io.botfleet.adapters.k8s.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a cluster is reached, and where in it things are.
 *
 * @param kubeconfig a file as {@code kubectl} reads it; empty in a pod, whose service account is used then
 * @param botsNamespace where bots and backtests run
 * @param argoNamespace where ArgoCD's Applications are
 * @param sealing where the certificate is that secrets are sealed to
 * @param staleness for how long what was heard of the cluster last is taken for how it is; from 2 seconds to 5 minutes
 */
public record KubernetesSettings(
        Optional<Path> kubeconfig,
        String botsNamespace,
        String argoNamespace,
        SealingSource sealing,
        Duration staleness) {
    public static final Duration DEFAULT_STALENESS = Duration.ofSeconds(30);

    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** A label of RFC 1123. */
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    public KubernetesSettings {
        requireNamespace(botsNamespace);
        requireNamespace(argoNamespace);
        if (staleness.compareTo(SHORTEST) < 0 || staleness.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the staleness is " + SHORTEST + " to " + LONGEST + ", not " + staleness);
        }
    }

    private static void requireNamespace(String name) {
        if (!NAMESPACE.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a namespace");
        }
    }
}
