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
        if (origin == null) {
            return notFound();
        }
        return switch (origin) {
            case REST -> rest(request);
            case FILES -> file(request);
            case RUN, QUEUE -> model(request, origin);
        };
    }

    private static Routing rest(Inbound request) {
        return switch (String.join("/", request.path())) {
            case "storage/auth/token" -> found("POST", request, Route.UPLOAD_TOKEN, Application.NONE, "");
            case "storage/upload/initiate", "storage/upload/initiate-multipart" ->
                found("POST", request, Route.UPLOAD_INITIATE, Application.NONE, "");
            default -> notFound();
        };
    }

    private static Routing file(Inbound request) {
        List<String> path = UploadPath.relative(request);
        UploadPath.Part part = UploadPath.Part.of(request);
        if (part != null) {
            return part.completes()
                    ? found("POST", request, Route.UPLOAD_COMPLETE, Application.NONE, part.upload())
                    : found("PUT", request, Route.UPLOAD_PART, Application.NONE, part.upload());
        }
        if (path.equals(List.of("upload", "multipart"))) {
            return found("POST", request, Route.UPLOAD_CREATE, Application.NONE, "");
        }
        if (path.size() != 1) {
            return notFound();
        }
        if (!path.get(0).equals("upload")) {
            return found("GET", request, Route.FILE, Application.NONE, path.get(0));
        }
        return switch (request.method()) {
            case "POST" -> new Found(Route.UPLOAD, Application.NONE, "");
            case "PUT" -> new Found(Route.UPLOAD_SIGNED, Application.NONE, "");
            default -> new Refused(Answer.methodNotAllowed("POST, PUT"));
        };
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
