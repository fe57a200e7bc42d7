/** @import {Mask, Patch} from './mask.js' */

/** What undo may hold at most, so that a long session on a large picture stays in memory. */
const BYTES = 128 * 1024 * 1024;

/** The changes of one mask, to go back and forth in. */
export class Undo {
  /** @param {Mask} mask */
  constructor(mask) {
    this.mask = mask;
    /** @type {Patch[]} */
    this.past = [];
    /** @type {Patch[]} */
    this.future = [];
  }

  /** Closes the change in hand. @returns {boolean} whether there was one */
  commit() {
    const patch = this.mask.commit();
    if (patch === null) return false;
    this.past.push(patch);
    this.future = [];
    while (this.past.length > 1 && weight(this.past) > BYTES) this.past.shift();
    return true;
  }

  /** Takes back a change that is not closed yet. */
  abandon() {
    const patch = this.mask.commit();
    if (patch !== null) this.mask.swap(patch);
  }

  undo() {
    return this.#move(this.past, this.future);
  }

  redo() {
    return this.#move(this.future, this.past);
  }

  #move(from, to) {
    const patch = from.pop();
    if (patch === undefined) return false;
    to.push(this.mask.swap(patch));
    return true;
  }
}

function weight(patches) {
  let bytes = 0;
  for (const patch of patches) for (const pixels of patch.values()) bytes += pixels.length;
  return bytes;
}
