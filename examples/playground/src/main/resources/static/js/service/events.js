/** @import {Edit} from './client.js' */

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;

/**
 * @typedef {{n: number, at: string, level: string, message: string}} LogLine
 * @typedef {object} Listener
 * @property {(id: string, edit: Edit) => void} update
 * @property {(id: string, line: LogLine) => void} log
 * @property {(up: boolean) => void} link
 */

/**
 * The events of several edits over one connection, because a browser opens only six to one host, for all its tabs together. Each
 * event comes exactly once and in order, whatever happens to the connection: the service numbers them, and every new connection
 * asks for those after the last one seen.
 */
export class EditEvents {
  /** @param {Listener} listener */
  constructor(listener) {
    this.listener = listener;
    /** The number of the last event seen, of each edit that was ever followed. @type {Map<string, number>} */
    this.seen = new Map();
    /** @type {string[]} */
    this.ids = [];
    this.wait = FIRST_WAIT;
    /** @type {EventSource | null} */
    this.source = null;
  }

  /** From now on follows these edits and no others. @param {string[]} ids */
  follow(ids) {
    if (ids.length === this.ids.length && ids.every((id) => this.ids.includes(id))) return;
    this.ids = ids;
    this.#close();
    if (ids.length > 0) this.#open();
  }

  #close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  #open() {
    const cursor = this.ids.map((id) => `${id}:${this.seen.get(id) ?? 0}`).join(',');
    const source = new EventSource(`/api/events?edits=${cursor}`);
    this.source = source;
    source.addEventListener('open', () => {
      this.wait = FIRST_WAIT;
      this.listener.link(true);
    });
    source.addEventListener('update', (event) => this.#take(event, (id, data) => this.listener.update(id, data)));
    source.addEventListener('log', (event) =>
      this.#take(event, (id, data, n) => this.listener.log(id, { ...data, n })),
    );
    source.addEventListener('error', () => this.#again());
  }

  /** The id of an event tells of every edit how far it is, as in "first:5,second:9". */
  #take(event, deliver) {
    const { edit, data } = JSON.parse(event.data);
    const place = event.lastEventId.split(',').find((part) => part.startsWith(`${edit}:`));
    const n = Number(place?.slice(edit.length + 1));
    if (!(n > (this.seen.get(edit) ?? 0))) return;
    this.seen.set(edit, n);
    deliver(edit, data, n);
  }

  /** The browser's own reconnecting gives up on an error status, so the page does it, with the numbers it knows. */
  #again() {
    this.#close();
    this.listener.link(false);
    this.timer = setTimeout(() => this.#open(), this.wait);
    this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
  }
}

/**
 * The updates of all edits from now on. Closed while the page is hidden, so that other tabs have a connection left.
 *
 * @param {(edit: Edit) => void} update @param {() => void} missed called when something may have been missed
 */
export function followAll(update, missed) {
  /** @type {EventSource | null} */
  let source = null;
  let timer;
  const follow = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource('/api/events');
    source.addEventListener('open', missed);
    source.addEventListener('resync', missed);
    source.addEventListener('update', (event) => update(JSON.parse(event.data)));
    source.addEventListener('error', again);
  };
  // A lost connection the browser takes up itself; after a refusal it leaves that to the page.
  const again = () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    clearTimeout(timer);
    timer = setTimeout(follow, LONGEST_WAIT);
  };
  document.addEventListener('visibilitychange', follow);
  follow();
}
