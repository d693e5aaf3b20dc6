package io.botfleet.adapters.local.cluster.manifest;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may become the name of a file or folder here. */
public final class Names {
    /** RFC 1123 labels, as Kubernetes wants them. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    /** The keys of ConfigMaps and Secrets, {@code .} and {@code ..} apart. */
    private static final Pattern KEY = Pattern.compile("(?!\\.\\.?$)[-._a-zA-Z0-9]{1,253}");

    private Names() {}

    public static boolean isLabel(@Nullable String text) {
        return text != null && LABEL.matcher(text).matches();
    }

    static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }
}
