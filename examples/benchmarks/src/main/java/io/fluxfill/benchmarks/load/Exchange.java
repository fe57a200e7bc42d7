package io.fluxfill.benchmarks.load;

/** One call at the server, whatever protocol brought it. All on the one event loop. */
interface Exchange {

    /** The whole answer. */
    void reply(int status, byte[] headers, Text body);

    /** Starts a stream with its first events. */
    void open(Text events);

    /** More of a stream that was opened. */
    void more(Text events);

    /** The last of a stream that was opened. */
    void end(Text events);

    /** Ends a stream before its end, politely. */
    void cut();

    /** Resets the connection. */
    void reset();

    /** Called once when nobody can be told anything more. */
    void onGone(Runnable task);
}
