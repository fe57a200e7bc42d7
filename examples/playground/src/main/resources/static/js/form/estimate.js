/** @import {Editor} from '../stage/editor.js' @import {RequestForm} from './form.js' */
import { el, fill } from '../page/dom.js';
import { some } from '../page/words.js';
import * as service from '../service/client.js';
import { extended } from '../stage/outpaint.js';

const AFTER = 150;

/** What the request will cost, asked of the service while it is being put together. */
export class Estimate {
  /** @param {HTMLElement} node @param {Editor} editor @param {RequestForm} form */
  constructor(node, editor, form) {
    this.node = node;
    this.editor = editor;
    this.form = form;
    this.asked = '';
    /** Whether the money is real. */
    this.real = false;
    form.root.addEventListener('changed', () => this.#soon());
    editor.store.watch(() => this.#soon());
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), AFTER);
  }

  async #ask() {
    const { picture, sides, mode } = this.editor.state;
    if (picture === null) {
      this.asked = '';
      fill(this.node);
      return;
    }
    const canvas = mode === 'outpaint' ? extended(picture, sides) : picture;
    const { numImages, variants } = this.form.values();
    const what = { width: canvas.width, height: canvas.height, numImages, variants };
    const asked = JSON.stringify(what);
    if (asked === this.asked) return;
    this.asked = asked;
    try {
      const { usd, megapixels } = await service.estimate(what);
      if (asked === this.asked) this.#show(usd, megapixels, numImages * variants);
    } catch {
      this.asked = '';
      fill(this.node);
    }
  }

  #show(usd, megapixels, pictures) {
    const words = `${some(pictures, 'picture')}, ${some(megapixels, 'megapixel')}`;
    fill(this.node, el('strong', {}, `$${usd}`), el('span', {}, this.real ? words : `${words}; free here`));
  }
}
