package io.fluxfill.localfal;

import io.fluxfill.localfal.Caller.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Calls the storage as clients do; no call brings a key to the file origin by itself. */
final class Storage implements AutoCloseable {
    static final String CDN = "fal-cdn-v3";

    final Caller caller;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Caller.PATIENCE)
            .build();

    private Storage(Caller caller) {
        this.caller = caller;
    }

    static Storage of(LocalFalOptions.Builder options) {
        return new Storage(Caller.of(options));
    }

    @Override
    public void close() {
        caller.close();
    }

    LocalFalStats stats() {
        return caller.server.stats();
    }

    Reply tokenReply(String... headers) {
        return caller.post(
                URI.create(caller.server.restUri() + "/storage/auth/token?storage_type=" + CDN), "{}", headers);
    }

    /** The value of an {@code Authorization} header for the file origin. */
    String bearer() {
        Reply reply = tokenReply();
        return reply.text("token_type") + " " + reply.text("token");
    }

    Reply upload(String authorization, byte[] content, String... headers) {
        return send("POST", files("/files/upload"), content, authorization, headers);
    }

    Reply initiate(String path, String storage, String... headers) {
        return caller.post(
                URI.create(caller.server.restUri() + "/storage/upload/" + path + "?storage_type=" + storage),
                Json.object("content_type", "image/png", "file_name", "mask.png"),
                headers);
    }

    /** To a pre-signed URL. */
    Reply put(String url, byte[] content, String... headers) {
        return send("PUT", URI.create(url), content, "", headers);
    }

    Reply create(String authorization, String... headers) {
        return send("POST", files("/files/upload/multipart"), new byte[0], authorization, headers);
    }

    Reply part(Reply created, int number, byte[] content, String authorization) {
        return send("PUT", part(created, String.valueOf(number)), content, authorization);
    }

    Reply complete(Reply created, Object parts, String authorization) {
        byte[] body = Json.write(Map.of("parts", parts));
        return send("POST", part(created, "complete"), body, authorization);
    }

    static URI part(Reply created, String tail) {
        return URI.create(created.text("access_url") + "/multipart/" + created.text("uploadId") + "/" + tail);
    }

    /** Behind the path of a pre-signed URL for parts, before its query. */
    static String behind(String url, String tail) {
        return url.replace("?", "/" + tail + "?");
    }

    /** The list of parts with these etags, numbered from one. */
    static List<?> parts(Object... etags) {
        return IntStream.range(0, etags.length)
                .mapToObj(i -> Json.object("partNumber", i + 1, "etag", etags[i]))
                .toList();
    }

    URI files(String path) {
        return URI.create(caller.server.filesUri() + path);
    }

    Reply send(String method, URI uri, byte[] content, String authorization, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Caller.PATIENCE)
                .method(method, content.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(content));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return Reply.of(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            return new Reply(0, Map.of(), String.valueOf(e));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<byte[]> download(String url, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Caller.PATIENCE);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
