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
 * @param tokenCalls calls for a token for uploads
 * @param initiateCalls calls for a pre-signed upload URL
 * @param uploads uploads of a whole file with a token, refused ones included, as in the next four
 * @param signedUploads uploads of a whole file to a pre-signed URL
 * @param multipartCreates multipart uploads begun with a token
 * @param partUploads uploads of a part
 * @param completeCalls calls to complete a multipart upload
 * @param unauthorized calls refused for their key, their upload token, or the signature of an upload URL
 * @param keysLeaked calls with a {@code Key} authorization to the file origin, which must never see one: downloads,
 *     uploads with a token, pre-signed URLs, and paths that do not exist
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
        long tokenCalls,
        long initiateCalls,
        long uploads,
        long signedUploads,
        long multipartCreates,
        long partUploads,
        long completeCalls,
        long unauthorized,
        long keysLeaked,
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
