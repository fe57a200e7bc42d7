/** @import {Edit, Result} from '../service/client.js' */
import { el, fill } from '../page/dom.js';
import { Wipe } from './wipe.js';

const MODES = [
  ['wipe', 'Wipe'],
  ['side', 'Side by side'],
  ['difference', 'Difference'],
];

/** The results of a run beside what was there before: which one, how to compare, and whether as the model made it. */
export class Compare {
  /** @param {() => void} changed called when another picture was chosen @param {(id: string) => void} open another run */
  constructor(changed, open) {
    this.changed = changed;
    this.open = open;
    this.of = '';
    this.index = 0;
    this.raw = false;
    this.wipe = new Wipe();
    this.modes = MODES.map(([mode, words]) => chip(words, '', () => this.#mode(mode)));
    this.own = chip('Model’s own', 'Before it was laid over your picture', () => {
      this.raw = !this.raw;
      this.changed();
    });
    this.chips = el('div', { class: 'chips', role: 'group', 'aria-label': 'How to compare' }, ...this.modes, this.own);
    this.thumbs = el('div', { class: 'thumbs' });
    this.node = el(
      'div',
      { class: 'compare' },
      this.wipe.node,
      el('div', { class: 'run-below' }, this.chips, this.thumbs),
    );
    this.#mode('wipe');
  }

  /** @param {Edit} edit @param {Edit[]} batch all edits that were sent with it */
  show(edit, batch) {
    if (edit.id !== this.of) {
      this.of = edit.id;
      this.index = 0;
      this.raw = false;
    }
    const result = this.result(edit);
    // The list of runs tells results sooner than what they were made of.
    const before = edit.request?.image;
    this.wipe.node.hidden = result === undefined || before === undefined;
    this.chips.hidden = result === undefined;
    this.own.hidden = edit.request?.keepOutside === false;
    this.own.setAttribute('aria-pressed', String(this.raw));
    if (result !== undefined && before !== undefined) {
      const after = this.raw ? `${result.url}/raw` : result.url;
      this.wipe.show(`/api/pictures/${before}`, after, result, place(edit, result));
    }
    this.#thumbs(edit, batch);
  }

  /** The picture that is shown. @param {Edit} edit @returns {Result | undefined} */
  result(edit) {
    return edit.id === this.of ? edit.images[this.index] : edit.images[0];
  }

  #mode(mode) {
    this.wipe.mode(mode);
    this.modes.forEach((button, i) => button.setAttribute('aria-pressed', String(MODES[i][0] === mode)));
  }

  #thumbs(edit, batch) {
    const pictures = edit.images.length > 1 ? edit.images : [];
    const variants = batch.length > 1 ? batch : [];
    const seen = variants.map((other) => [other.id, other.images.length]);
    const key = JSON.stringify([edit.id, this.index, pictures.length, seen]);
    if (this.thumbs.dataset.key === key) return;
    this.thumbs.dataset.key = key;
    const choose = (i) => {
      this.index = i;
      this.changed();
    };
    fill(
      this.thumbs,
      ...pictures.map((image, i) => thumb(`Picture ${i + 1}`, image.url, i === this.index, () => choose(i))),
      ...variants.map((other, i) => {
        const url = other.images[0]?.url ?? null;
        return thumb(`Variant ${i + 1}`, url, other.id === edit.id, () => this.open(other.id));
      }),
    );
  }
}

/** Where the old picture lies in the new one, which is larger when the canvas was extended. */
function place(edit, result) {
  const sides = edit.request?.outpaint;
  if (!sides) return { x: 0, y: 0, width: 1, height: 1 };
  return {
    x: sides.left / result.width,
    y: sides.top / result.height,
    width: (result.width - sides.left - sides.right) / result.width,
    height: (result.height - sides.top - sides.bottom) / result.height,
  };
}

function chip(words, title, onclick) {
  return el('button', { type: 'button', class: 'chip', 'aria-pressed': false, title: title || null, onclick }, words);
}

function thumb(label, source, current, onclick) {
  return el(
    'button',
    { type: 'button', class: 'thumb', 'aria-label': label, title: label, 'aria-pressed': current, onclick },
    source === null ? el('span', {}, '…') : el('img', { src: source, alt: '' }),
  );
}
