/** @import {Picture} from '../service/client.js' @import {Sides} from './outpaint.js' @import {ReadMask} from '../mask/read.js' */
import { Mask } from '../mask/mask.js';
import { Undo } from '../mask/undo.js';
import { Store } from '../page/store.js';
import { NONE } from './outpaint.js';

/**
 * @typedef {'brush' | 'eraser' | 'rectangle' | 'lasso' | 'pan'} ToolName
 * @typedef {object} EditorState
 * @property {Picture | null} picture
 * @property {'mask' | 'outpaint'} mode
 * @property {ToolName} tool
 * @property {number} radius  of the brush, in pixels of the picture
 * @property {Readonly<Sides>} sides
 * @property {number} grow @property {number} feather
 * @property {number} coverage  share of the picture to repaint
 * @property {boolean} canUndo @property {boolean} canRedo
 * @property {number} version  goes up with each change of the mask
 */

/** What is being prepared: a picture with a mask, or with a larger canvas. Knows nothing of the screen. */
export class Editor {
  constructor() {
    /** @type {Store<EditorState>} */
    this.store = new Store({
      picture: null,
      mode: 'mask',
      tool: 'brush',
      radius: 30,
      sides: NONE,
      grow: 0,
      feather: 0,
      coverage: 0,
      canUndo: false,
      canRedo: false,
      version: 0,
    });
    this.mask = new Mask(0, 0);
    this.history = new Undo(this.mask);
  }

  get state() {
    return this.store.value;
  }

  /** @param {Picture} picture */
  open(picture) {
    this.mask = new Mask(picture.width, picture.height);
    this.history = new Undo(this.mask);
    const radius = Math.max(4, Math.round(Math.min(picture.width, picture.height) / 24));
    this.store.set({ picture, radius, sides: NONE });
    this.#changed();
  }

  /** Ends what the tool in hand did, so that undo takes it back as one. */
  finish() {
    if (this.history.commit()) this.#changed();
  }

  abandon() {
    this.history.abandon();
    this.#changed();
  }

  undo() {
    if (this.history.undo()) this.#changed();
  }

  redo() {
    if (this.history.redo()) this.#changed();
  }

  clear() {
    this.mask.replace(() => 0);
    this.finish();
  }

  invert() {
    this.mask.replace((value) => 255 - value);
    this.finish();
  }

  /** @param {Uint8Array} data as large as the picture */
  replace(data) {
    this.mask.replace((_, index) => data[index]);
    this.finish();
  }

  #changed() {
    this.store.set({
      coverage: this.mask.coverage(),
      canUndo: this.history.past.length > 0,
      canRedo: this.history.future.length > 0,
      version: this.state.version + 1,
    });
  }
}
