/**
 * The playground service, one function for each of its calls.
 *
 * @typedef {{id: string, name: string, width: number, height: number, format: string, bytes: number, url: string}} Picture
 * @typedef {{name: string, title: string, width: number, height: number, url: string}} Sample
 * @typedef {{service: string, spentUsd: string, capUsd: string, maxUploadBytes: number, maxMegapixels: number,
 *   onClose: 'keep' | 'cancel', samples: Sample[]}} Info
 * @typedef {{index: number, url: string, width: number, height: number, contentType: string, nsfw: boolean | null,
 *   outsideChange: {mean: number, max: number, changedShare: number} | null}} Result
 * @typedef {{field: string, message: string}} FieldError
 * @typedef {{id: string, batch: string, createdAt: string, state: string, requestId: string | null,
 *   queuePosition: number | null, prompt: string, request?: any, fal?: any, java?: string, estimateUsd: string | null,
 *   billableUnits: string | null, seed: string | null, images: Result[],
 *   error: {title: string, detail: string, errors: FieldError[]} | null, elapsedMs: number}} Edit
 */

const FINAL = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

/** @param {Edit} edit */
export function isFinal(edit) {
  return FINAL.has(edit.state);
}

/** What the service refused, or why it could not be reached. */
export class ServiceError extends Error {
  /** @param {number} status 0 when there was no answer @param {string} title @param {string} detail @param {FieldError[]} fields */
  constructor(status, title, detail, fields) {
    super(detail);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.fields = fields;
  }
}

/** @returns {Promise<Info>} */
export const info = () => json('GET', '/api/info');
/** @returns {Promise<Edit[]>} newest first */
export const edits = () => json('GET', '/api/edits?limit=50');
/** @returns {Promise<Edit>} */
export const edit = (id) => json('GET', `/api/edits/${id}`);
/** @returns {Promise<Edit[]>} */
export const start = (request) => json('POST', '/api/edits', request);
/** @returns {Promise<Edit>} */
export const cancel = (id) => json('POST', `/api/edits/${id}/cancel`, {});
export const remove = (id) => json('DELETE', `/api/edits/${id}`);
/** @returns {Promise<Picture>} */
export const sample = (name) => json('POST', `/api/pictures/samples/${encodeURIComponent(name)}`, {});
/** @returns {Promise<{usd: string, megapixels: number}>} */
export const estimate = (what, signal) => json('POST', '/api/estimate', what, signal);

/** @param {Blob} file @param {string} name @returns {Promise<Picture>} */
export async function upload(file, name) {
  const headers = { 'Content-Type': file.type || 'application/octet-stream', 'X-File-Name': encodeURIComponent(name) };
  return read(await send('/api/pictures', { method: 'POST', headers, body: file }));
}

/** @returns {Promise<Blob>} */
export async function bytes(url) {
  const answer = await send(url, {});
  if (!answer.ok) throw await refusal(answer);
  return answer.blob();
}

async function json(method, path, body, signal) {
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return read(
    await send(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal }),
  );
}

async function send(path, options) {
  try {
    return await fetch(path, options);
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    throw new ServiceError(
      0,
      'The playground service does not answer',
      'Look whether it is still running and start it again if not. Runs that were sent go on, and are picked up when it is back.',
      [],
    );
  }
}

async function read(answer) {
  if (!answer.ok) throw await refusal(answer);
  return answer.status === 204 ? null : answer.json();
}

async function refusal(answer) {
  const problem = await answer.json().catch(() => ({}));
  return new ServiceError(
    answer.status,
    problem.title ?? `The service answered ${answer.status}`,
    problem.detail ?? 'It gave no reason.',
    Array.isArray(problem.errors) ? problem.errors : [],
  );
}
