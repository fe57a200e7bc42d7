/** @import {Edit} from '../service/client.js' @import {LogLine} from '../service/events.js' */
import { Store } from '../page/store.js';
import * as service from '../service/client.js';
import { EditEvents, followAll } from '../service/events.js';

/**
 * @typedef {{edit: Edit, logs: LogLine[], last: number, heard: number, events: EditEvents | null, complete: boolean,
 *   link: boolean}} Run  complete when every event was seen; heard is when the edit was last heard of, by the page's own clock
 * @typedef {{list: Run[], selected: string | null, change: number}} RunsState
 */

/** All edits the service knows of, kept up to date; the selected one with its log lines. */
export class Runs {
  /** @param {(error: unknown) => void} failed @param {(edit: Edit) => void} ended */
  constructor(failed, ended) {
    this.failed = failed;
    this.ended = ended;
    /** @type {Map<string, Run>} */
    this.byId = new Map();
    /** Edits of this tab that end with it: each needs a watcher. @type {Set<string>} */
    this.guarded = new Set();
    /** @type {Store<RunsState>} */
    this.store = new Store({ list: [], selected: null, change: 0 });
  }

  /** Begins to listen. */
  start() {
    followAll(
      (edit) => this.#take(edit),
      () => this.refresh(),
    );
  }

  get selected() {
    return this.byId.get(this.store.value.selected ?? '') ?? null;
  }

  async refresh() {
    try {
      const edits = await service.edits();
      const known = new Set(edits.map((edit) => edit.id));
      for (const id of [...this.byId.keys()]) if (!known.has(id) && id !== this.store.value.selected) this.byId.delete(id);
      for (const edit of edits.reverse()) this.#merge(edit);
      this.#tell();
    } catch (error) {
      this.failed(error);
    }
  }

  /** @param {string | null} id */
  async select(id) {
    const before = this.selected;
    this.store.set({ selected: id });
    if (before !== null && before.edit.id !== id && !this.guarded.has(before.edit.id)) this.#unfollow(before);
    if (id === null) return;
    try {
      this.#merge(await service.edit(id));
      const run = /** @type {Run} */ (this.byId.get(id));
      if (this.store.value.selected === id) this.#follow(run);
      this.#tell();
    } catch (error) {
      if (this.store.value.selected === id) this.store.set({ selected: before?.edit.id ?? null });
      this.failed(error);
    }
  }

  /** @param {Record<string, any>} request @returns {Promise<Edit[]>} */
  async send(request) {
    const edits = await service.start(request);
    for (const edit of edits) {
      this.#merge(edit);
      if (request.onClose === 'cancel') {
        this.guarded.add(edit.id);
        this.#follow(/** @type {Run} */ (this.byId.get(edit.id)));
      }
    }
    this.#tell();
    return edits;
  }

  async cancel(id) {
    try {
      const answer = await service.cancel(id);
      if (answer?.id === id) this.#take(answer);
    } catch (error) {
      this.failed(error);
    }
  }

  async remove(id) {
    try {
      await service.remove(id);
      this.byId.delete(id);
      if (this.store.value.selected === id) this.store.set({ selected: null });
      this.#tell();
    } catch (error) {
      this.failed(error);
    }
  }

  /** The edits of the same batch in the order they were sent, this one among them. @param {Edit} edit @returns {Edit[]} */
  batch(edit) {
    return [...this.byId.values()].map((run) => run.edit).filter((other) => other.batch === edit.batch);
  }

  #follow(run) {
    if (run.events !== null || run.complete) return;
    run.events = new EditEvents(run.edit.id, run.last, {
      update: (edit) => {
        run.last = run.events?.last ?? run.last;
        run.complete = service.isFinal(edit);
        this.#take(edit);
        if (run.complete) this.#unfollow(run);
      },
      log: (line) => {
        run.last = line.n;
        run.logs.push(line);
        this.#tell();
      },
      link: (up) => {
        if (run.link === up) return;
        run.link = up;
        this.#tell();
      },
    });
  }

  #unfollow(run) {
    run.events?.close();
    run.events = null;
    run.link = true;
  }

  #take(edit) {
    const before = this.byId.get(edit.id)?.edit;
    this.#merge(edit);
    if (service.isFinal(edit) && before !== undefined && !service.isFinal(before)) {
      this.guarded.delete(edit.id);
      this.ended(edit);
    }
    this.#tell();
  }

  #merge(edit) {
    const run = this.byId.get(edit.id);
    if (run === undefined) {
      this.byId.set(edit.id, { edit, logs: [], last: 0, heard: performance.now(), events: null, complete: false, link: true });
    } else if (!service.isFinal(run.edit) || service.isFinal(edit)) {
      run.edit = { ...run.edit, ...edit };
      run.heard = performance.now();
    }
  }

  #tell() {
    const list = [...this.byId.values()].sort((one, other) => other.edit.createdAt.localeCompare(one.edit.createdAt));
    this.store.set({ list, change: this.store.value.change + 1 });
  }
}
