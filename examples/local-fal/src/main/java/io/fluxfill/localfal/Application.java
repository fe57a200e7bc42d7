package io.fluxfill.localfal;

import java.util.List;
import java.util.Set;

/** An endpoint id: namespace (or none), owner, alias, and the path within the application. */
record Application(String namespace, String owner, String alias, List<String> path) {
    /** Of a request that is for no application. */
    static final Application NONE = new Application("", "", "", List.of());

    static final Set<String> NAMESPACES = Set.of("workflows", "comfy");

    /** The name without the path, as in the URLs of a request. */
    String name() {
        return namespace + owner + "/" + alias;
    }

    boolean known() {
        return owner.equals("fal-ai") && alias.equals("flux-pro");
    }

    String pathText() {
        return "/" + String.join("/", path);
    }

    boolean fill() {
        return path.equals(List.of("v1", "fill"));
    }

    boolean finetuned() {
        return path.equals(List.of("v1", "fill-finetuned"));
    }
}
