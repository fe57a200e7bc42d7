package io.fluxfill.benchmarks.load;

import java.util.concurrent.TimeUnit;

/** What fal's queue says, by hand: as long as the real thing. */
final class Documents {
    static final byte[] JSON = Text.ascii("content-type: application/json\r\n");
    static final byte[] RETRY_AFTER = Text.ascii("content-type: application/json\r\nretry-after: 1\r\n");
    static final byte[] HTML = Text.ascii("content-type: text/html\r\n");

    private static final byte[] BASE = Text.ascii("https://queue.fal.run/fal-ai/flux-pro/requests/");
    private static final byte[] STATUS = Text.ascii("{\"status\":\"");
    private static final byte[] ID = Text.ascii("\",\"request_id\":\"");
    private static final byte[] RESPONSE_URL = Text.ascii("\",\"response_url\":\"");
    private static final byte[] STATUS_URL = Text.ascii("\",\"status_url\":\"");
    private static final byte[] CANCEL_URL = Text.ascii("/status\",\"cancel_url\":\"");
    private static final byte[] AFTER_URLS = Text.ascii("/cancel\"");
    private static final byte[] POSITION = Text.ascii(",\"queue_position\":");
    private static final byte[] NO_LOGS = Text.ascii(",\"logs\":null");
    private static final byte[] LOGS = Text.ascii(",\"logs\":[");
    private static final byte[] LINE = Text.ascii("{\"message\":\"step ");
    private static final byte[] LINE_TIME =
            Text.ascii("\",\"level\":\"INFO\",\"source\":\"USER\",\"timestamp\":\"2026-01-01T00:00:0");
    private static final byte[] LINE_END = Text.ascii(".120394Z\"}");
    private static final byte[] DONE = Text.ascii(",\"metrics\":{\"inference_time\":");
    private static final byte[] NOT_DONE = Text.ascii(",\"metrics\":{}}");
    private static final byte[] RESULT =
            Text.ascii("{\"images\":[{\"url\":\"https://v3.fal.media/files/lion/0123456789abcdef.jpeg\",\"width\":1024,"
                    + "\"height\":768,\"content_type\":\"image/jpeg\"}],\"timings\":{\"inference\":7.314},"
                    + "\"seed\":42,\"has_nsfw_concepts\":[false],\"prompt\":\"#");
    private static final byte[] RESULT_END = Text.ascii("# a quiet street, wet cobblestones\"}");

    private Documents() {}

    /**
     * A status.
     *
     * @param position how many are before it, while it waits
     * @param from the first log line that is told; negative if none was asked for
     */
    static void status(Text text, Job job, int position, int from) {
        text.put(STATUS)
                .put(job.state.name())
                .put(ID)
                .put(job.id)
                .put(RESPONSE_URL)
                .put(BASE)
                .put(job.id)
                .put(STATUS_URL)
                .put(BASE)
                .put(job.id)
                .put(CANCEL_URL)
                .put(BASE)
                .put(job.id)
                .put(AFTER_URLS);
        if (job.state == Job.State.IN_QUEUE) {
            text.put(POSITION).put(position);
        }
        if (from < 0) {
            text.put(NO_LOGS);
        } else {
            text.put(LOGS);
            for (int line = from; line < job.logs; line++) {
                if (line > from) {
                    text.put(",");
                }
                text.put(LINE).put(line).put(LINE_TIME).put(line).put(LINE_END);
            }
            text.put("]");
        }
        if (job.state == Job.State.COMPLETED) {
            // In whole milliseconds: a client may learn from it, so it has to be true.
            text.put(DONE).put(TimeUnit.NANOSECONDS.toMillis(job.service)).put("e-3}}");
        } else {
            text.put(NOT_DONE);
        }
    }

    static void result(Text text, Job job) {
        text.put(RESULT).put(job.number).put(RESULT_END);
    }
}
