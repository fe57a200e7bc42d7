package io.fluxfill.localfal;

import java.net.URI;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the origins are, in the style in which a request came: by path prefix or by host name. */
record Links(Map<Origin, String> roots) {

    static Links prefixed(String root) {
        Map<Origin, String> roots = new EnumMap<>(Origin.class);
        for (Origin origin : Origin.values()) {
            roots.put(origin, root + origin.prefix());
        }
        return new Links(roots);
    }

    /** Links by host name; an origin without a name stays under its prefix. */
    static Links named(String scheme, String port, String root, Map<String, Origin> hosts) {
        Map<Origin, String> roots = new EnumMap<>(prefixed(root).roots());
        Map<Origin, String> named = new EnumMap<>(Origin.class);
        hosts.forEach((name, origin) -> named.putIfAbsent(origin, scheme + "://" + name + port));
        roots.putAll(named);
        return new Links(roots);
    }

    String request(String application, String id) {
        return roots.get(Origin.QUEUE) + "/" + application + "/requests/" + id;
    }

    String file(String name) {
        String root = files();
        return (root.endsWith("/files") ? root : root + "/files") + "/" + name;
    }

    /** The root of the file origin, behind which clients write {@code /files/upload}. */
    String files() {
        return String.valueOf(roots.get(Origin.FILES));
    }

    /** Where a file goes in parts. */
    String multipart(String name, String upload) {
        return file(name) + "/multipart/" + upload;
    }

    /** The name of one of this server's own files, if the URL is one. */
    @Nullable
    String fileName(URI url, LocalFalOptions options, int port) {
        String host = url.getHost();
        if (host == null) {
            return null;
        }
        boolean named = options.hosts().get(host.toLowerCase(Locale.ROOT)) == Origin.FILES;
        boolean own = url.getPort() == port && isLoopback(host);
        String path = url.getPath();
        if (named || own) {
            int at = path.indexOf("/files/");
            String name = at < 0 ? "" : path.substring(path.lastIndexOf('/') + 1);
            return name.isEmpty() ? null : name;
        }
        return null;
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
