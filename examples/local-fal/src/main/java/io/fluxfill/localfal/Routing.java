package io.fluxfill.localfal;

import java.util.List;

/** Finds out what a request asks for. */
sealed interface Routing {
    /** A route with the parts of its path; the id is empty where the route has none. */
    record Found(Route route, Application application, String id) implements Routing {}

    /** No such route, or not with this method. */
    record Refused(Answer answer) implements Routing {}

    static Routing of(Inbound request) {
        Origin origin = request.origin();
        if (origin == null || origin == Origin.REST) {
            return notFound();
        }
        return origin == Origin.FILES ? file(request) : model(request, origin);
    }

    private static Routing file(Inbound request) {
        List<String> path = request.path();
        boolean prefixed = path.size() == 2 && path.get(0).equals("files");
        if (path.size() != 1 && !prefixed) {
            return notFound();
        }
        Application none = new Application("", "", "", List.of());
        return found("GET", request, Route.FILE, none, path.get(path.size() - 1));
    }

    private static Routing model(Inbound request, Origin origin) {
        List<String> path = request.path();
        boolean named = !path.isEmpty() && Application.NAMESPACES.contains(path.get(0));
        int owner = named ? 1 : 0;
        if (path.size() < owner + 2) {
            return notFound();
        }
        List<String> rest = path.subList(owner + 2, path.size());
        String namespace = named ? path.get(0) + "/" : "";
        Application application = new Application(namespace, path.get(owner), path.get(owner + 1), rest);
        if (origin == Origin.RUN) {
            return found("POST", request, Route.RUN, application, "");
        }
        if (rest.size() >= 2 && rest.get(0).equals("requests")) {
            String tail = String.join("/", rest.subList(2, rest.size()));
            String id = rest.get(1);
            return switch (tail) {
                case "", "response" -> found("GET", request, Route.RESULT, application, id);
                case "status" -> found("GET", request, Route.STATUS, application, id);
                case "status/stream" -> found("GET", request, Route.STREAM, application, id);
                case "cancel" -> found("PUT", request, Route.CANCEL, application, id);
                default -> notFound();
            };
        }
        return found("POST", request, Route.SUBMIT, application, "");
    }

    private static Routing found(String method, Inbound request, Route route, Application application, String id) {
        return request.method().equals(method)
                ? new Found(route, application, id)
                : new Refused(Answer.methodNotAllowed(method));
    }

    private static Routing notFound() {
        return new Refused(Answer.detail(404, "Not Found"));
    }
}
