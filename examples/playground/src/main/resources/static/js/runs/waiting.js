/** @import {Edit} from '../service/client.js' */
import { el } from '../page/dom.js';
import { isFinal } from '../service/client.js';

/** The picture of a run that has no result yet, with the place that is being filled. */
export class Waiting {
  constructor() {
    this.picture = el('img', { alt: 'The picture that is being edited' });
    this.film = el('div', { class: 'waiting-film' });
    this.node = el('div', { class: 'waiting' }, this.picture, this.film);
    this.picture.addEventListener('load', () => this.#shape());
    /** @type {Edit | null} */
    this.edit = null;
  }

  /** @param {Edit} edit */
  show(edit) {
    this.edit = edit;
    this.node.dataset.busy = String(!isFinal(edit));
    const request = edit.request;
    this.picture.hidden = this.film.hidden = request === undefined;
    if (request === undefined) return;
    const source = `/api/pictures/${request.image}`;
    if (this.picture.getAttribute('src') !== source) this.picture.src = source;
    const mask = request.mask ? `url("/api/pictures/${request.mask}")` : 'none';
    if (this.film.style.maskImage !== mask) this.film.style.maskImage = mask;
    this.#shape();
  }

  #shape() {
    const sides = this.edit?.request?.outpaint ?? { left: 0, top: 0, right: 0, bottom: 0 };
    const { naturalWidth, naturalHeight } = this.picture;
    if (naturalWidth === 0) return;
    const width = naturalWidth + sides.left + sides.right;
    const height = naturalHeight + sides.top + sides.bottom;
    const style = this.node.style;
    style.setProperty('--ratio', String(width / height));
    style.setProperty('--x', `${(sides.left / width) * 100}%`);
    style.setProperty('--y', `${(sides.top / height) * 100}%`);
    style.setProperty('--width', `${(naturalWidth / width) * 100}%`);
    style.setProperty('--height', `${(naturalHeight / height) * 100}%`);
  }
}
