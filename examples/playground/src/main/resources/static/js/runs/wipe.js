import { el } from '../page/dom.js';

const STEP = 2;

/**
 * Before and after in one place. The line between them follows the pointer, a finger, or the arrow keys.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Place  of the old picture in the new one, as shares
 */
export class Wipe {
  constructor() {
    this.before = el('img', { alt: 'Before', draggable: 'false' });
    this.after = el('img', { alt: 'After', class: 'wipe-after', draggable: 'false' });
    this.range = el('input', {
      type: 'range',
      min: 0,
      max: 100,
      step: STEP,
      class: 'wipe-range',
      'aria-label': 'How much of the picture before is shown',
    });
    this.node = el(
      'div',
      { class: 'wipe', 'data-mode': 'wipe' },
      this.after,
      el('div', { class: 'wipe-before' }, this.before),
      el('div', { class: 'wipe-line', 'aria-hidden': 'true' }, el('span', { class: 'wipe-grip' })),
      el('span', { class: 'wipe-label left', 'aria-hidden': 'true' }, 'Before'),
      el('span', { class: 'wipe-label right', 'aria-hidden': 'true' }, 'After'),
      this.range,
    );
    this.range.addEventListener('input', () => this.#at(Number(this.range.value)));
    this.node.addEventListener('pointerdown', (event) => this.#drag(event));
    this.#at(50);
  }

  /** @param {string} before @param {string} after @param {{width: number, height: number}} size @param {Place} place */
  show(before, after, size, place) {
    if (this.before.getAttribute('src') !== before) this.before.src = before;
    if (this.after.getAttribute('src') !== after) this.after.src = after;
    this.node.style.setProperty('--ratio', String(size.width / size.height));
    for (const name of ['x', 'y', 'width', 'height']) this.node.style.setProperty(`--${name}`, `${place[name] * 100}%`);
  }

  /** @param {'wipe' | 'side' | 'difference'} mode */
  mode(mode) {
    this.node.dataset.mode = mode;
    this.range.disabled = mode !== 'wipe';
  }

  #drag(event) {
    if (this.node.dataset.mode !== 'wipe' || event.button !== 0) return;
    event.preventDefault();
    this.range.focus({ preventScroll: true });
    this.node.setPointerCapture(event.pointerId);
    const move = (next) => {
      const box = this.node.getBoundingClientRect();
      this.#at(Math.min(100, Math.max(0, ((next.clientX - box.left) / box.width) * 100)));
    };
    move(event);
    this.node.addEventListener('pointermove', move);
    this.node.addEventListener('lostpointercapture', () => this.node.removeEventListener('pointermove', move), {
      once: true,
    });
  }

  #at(percent) {
    this.range.value = String(percent);
    this.node.style.setProperty('--at', `${percent}%`);
  }
}
