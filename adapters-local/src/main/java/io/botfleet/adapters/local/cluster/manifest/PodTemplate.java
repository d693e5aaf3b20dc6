package io.botfleet.adapters.local.cluster.manifest;

/** What a pod is made from. */
public record PodTemplate(Metadata metadata, PodSpec spec) {
    static void check(PodTemplate template, String of, String restartPolicy) throws ManifestRefused {
        if (template == null || template.spec() == null || template.metadata() == null) {
            throw new ManifestRefused("the " + of + " has no pod template");
        }
        template.spec().check("spec.template.spec of the " + of, restartPolicy);
    }
}
