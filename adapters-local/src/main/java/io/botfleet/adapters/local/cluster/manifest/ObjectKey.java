package io.botfleet.adapters.local.cluster.manifest;

/** What a namespaced object is called; its text is also the label that a strict SealedSecret is bound to. */
public record ObjectKey(String namespace, String name) {
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
