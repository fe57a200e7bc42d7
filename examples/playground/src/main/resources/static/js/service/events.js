/** @import {Edit} from './client.js' */

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;

/**
 * @typedef {{n: number, at: string, level: string, message: string}} LogLine
 * @typedef {{update: (edit: Edit) => void, log: (line: LogLine) => void, link: (up: boolean) => void}} Listener
 */

/**
 * The events of one edit, each exactly once and in order, whatever happens to the connection: the service numbers them, and every
 * new connection asks for those after the last one seen.
 */
export class EditEvents {
  /** @param {string} id @param {number} after the number of the last event that is already known @param {Listener} listener */
  constructor(id, after, listener) {
    this.id = id;
    this.last = after;
    this.listener = listener;
    this.wait = FIRST_WAIT;
    this.#open();
  }

  close() {
    clearTimeout(this.timer);
    this.source.close();
  }

  #open() {
    this.source = new EventSource(`/api/edits/${this.id}/events?after=${this.last}`);
    this.source.addEventListener('open', () => {
      this.wait = FIRST_WAIT;
      this.listener.link(true);
    });
    this.source.addEventListener('update', (event) => this.#take(event, (data) => this.listener.update(data)));
    this.source.addEventListener('log', (event) => this.#take(event, (data, n) => this.listener.log({ ...data, n })));
    this.source.addEventListener('error', () => this.#again());
  }

  #take(event, deliver) {
    const n = Number(event.lastEventId);
    if (n <= this.last) return;
    this.last = n;
    deliver(JSON.parse(event.data), n);
  }

  /** The browser's own reconnecting gives up on an error status, so the page does it, with the number it knows. */
  #again() {
    this.source.close();
    this.listener.link(false);
    this.timer = setTimeout(() => this.#open(), this.wait);
    this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
  }
}

/**
 * The updates of all edits from now on. Closed while the page is hidden: a browser opens six connections to one host, for all its
 * tabs together.
 *
 * @param {(edit: Edit) => void} update @param {() => void} missed called when something may have been missed
 */
export function followAll(update, missed) {
  /** @type {EventSource | null} */
  let source = null;
  const open = () => {
    source = new EventSource('/api/events');
    source.addEventListener('open', missed);
    source.addEventListener('update', (event) => update(JSON.parse(event.data)));
  };
  const follow = () => {
    source?.close();
    source = null;
    if (!document.hidden) open();
  };
  document.addEventListener('visibilitychange', follow);
  follow();
}
