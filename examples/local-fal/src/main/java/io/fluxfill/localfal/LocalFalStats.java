package io.fluxfill.localfal;

/**
 * What the server has seen since its start. A consistent enough snapshot for assertions once things have settled.
 *
 * @param runs calls of the synchronous endpoint
 * @param submits calls that submit to the queue, refused ones included
 * @param statusCalls status polls
 * @param streams status streams opened
 * @param resultCalls result calls
 * @param cancelCalls cancel calls
 * @param fileCalls downloads of files
 * @param unauthorized calls refused for their key
 * @param faults faults that fired
 * @param accepted requests accepted for work, from the queue and the synchronous endpoint
 * @param completed accepted requests that ended with a result
 * @param failed accepted requests that ended with an error of the model or the platform
 * @param cancelled accepted requests that ended by a cancel or a dropped synchronous connection
 * @param running requests on a runner now
 * @param peakRunning most requests on runners at once
 * @param queued requests waiting for a runner now
 * @param inFlight requests accepted and not finished now
 * @param peakInFlight most requests accepted and not finished at once
 * @param openStreams status streams open now
 */
public record LocalFalStats(
        long runs,
        long submits,
        long statusCalls,
        long streams,
        long resultCalls,
        long cancelCalls,
        long fileCalls,
        long unauthorized,
        long faults,
        long accepted,
        long completed,
        long failed,
        long cancelled,
        int running,
        int peakRunning,
        int queued,
        int inFlight,
        int peakInFlight,
        int openStreams) {}
