/** @import {Edit} from '../service/client.js' @import {LogLine} from '../service/events.js' */
import { OF_THIS_TAB, keep, kept } from '../page/storage.js';
import { Store } from '../page/store.js';
import * as service from '../service/client.js';
import { EditEvents, followAll } from '../service/events.js';

/**
 * @typedef {{edit: Edit, logs: LogLine[], heard: number, complete: boolean}} Run
 *   heard is when the edit was last heard of, by the page's own clock; complete when every event of it was seen
 * @typedef {{list: Run[], selected: string | null, link: boolean, loaded: boolean, change: number}} RunsState
 */

/** All edits the service knows of, kept up to date; the selected one with its log lines. */
export class Runs {
  /** @param {(error: unknown) => void} failed @param {(edit: Edit) => void} ended */
  constructor(failed, ended) {
    this.failed = failed;
    this.ended = ended;
    /** @type {Map<string, Run>} */
    this.byId = new Map();
    /** Edits of this tab that end with it: each needs a watcher, also after a reload. @type {Set<string>} */
    this.guarded = new Set((kept('guarded', OF_THIS_TAB) ?? '').split(',').filter((id) => id !== ''));
    /** @type {Store<RunsState>} */
    this.store = new Store({ list: [], selected: null, link: true, loaded: false, change: 0 });
    this.events = new EditEvents({
      update: (id, edit) => this.#heard(id, edit),
      log: (id, line) => {
        this.byId.get(id)?.logs.push(line);
        this.#tell();
      },
      link: (link) => this.store.set({ link }),
    });
  }

  /** Takes what is there, and begins to listen; what comes in between is fetched when the connection is up. */
  start() {
    this.refresh();
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
      for (const id of [...this.byId.keys()])
        if (!known.has(id) && id !== this.store.value.selected && !this.guarded.has(id)) {
          this.byId.delete(id);
          this.events.seen.delete(id);
        }
      for (const edit of edits.reverse()) this.#merge(edit);
      this.#follow();
      this.store.set({ loaded: true });
      this.#tell();
    } catch (error) {
      this.failed(error);
    }
  }

  /** @param {string | null} id */
  async select(id) {
    const before = this.store.value.selected;
    this.store.set({ selected: id });
    try {
      if (id !== null) this.#merge(await service.edit(id));
    } catch (error) {
      if (this.store.value.selected === id) this.store.set({ selected: before === id ? null : before });
      this.failed(error);
    }
    this.#follow();
    this.#tell();
  }

  /** @param {Record<string, any>} request @returns {Promise<Edit[]>} */
  async send(request) {
    const edits = await service.start(request);
    for (const edit of edits) {
      this.#merge(edit);
      if (request.onClose === 'cancel') this.guarded.add(edit.id);
    }
    this.#keepGuarded();
    this.#follow();
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

  /** Follows the selected run, and those that would be cancelled without a watcher. */
  #follow() {
    const { selected } = this.store.value;
    const wanted = [...new Set([...(selected === null ? [] : [selected]), ...this.guarded])];
    this.events.follow(wanted.filter((id) => this.byId.get(id)?.complete === false).slice(0, 128));
  }

  #keepGuarded() {
    keep('guarded', [...this.guarded].join(','), OF_THIS_TAB);
  }

  #heard(id, edit) {
    const run = this.byId.get(id);
    this.#take(edit);
    if (run === undefined || !service.isFinal(edit)) return;
    run.complete = true;
    this.#follow();
  }

  #take(edit) {
    const before = this.byId.get(edit.id)?.edit;
    this.#merge(edit);
    if (service.isFinal(edit) && before !== undefined && !service.isFinal(before)) {
      this.guarded.delete(edit.id);
      this.#keepGuarded();
      this.ended(edit);
    }
    this.#tell();
  }

  /** Takes what is newer; whoever joins late is told the whole story again. */
  #merge(edit) {
    const run = this.byId.get(edit.id);
    if (run === undefined) {
      this.byId.set(edit.id, { edit, logs: [], heard: performance.now(), complete: false });
    } else if (service.isFinal(edit) || (!service.isFinal(run.edit) && edit.elapsedMs >= run.edit.elapsedMs)) {
      run.edit = { ...run.edit, ...edit };
      run.heard = performance.now();
    } else {
      // Older, but updates leave out what it was made of.
      run.edit = { ...edit, ...run.edit };
    }
  }

  #tell() {
    const list = [...this.byId.values()].sort((one, other) => other.edit.createdAt.localeCompare(one.edit.createdAt));
    this.store.set({ list, change: this.store.value.change + 1 });
  }
}
