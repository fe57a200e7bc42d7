/** @import {Editor} from './editor.js' @import {Viewport} from './viewport.js' */
import { el } from '../page/dom.js';
import { MOST, SIDES, extended } from './outpaint.js';

const STEP = 16;

/** The larger canvas around the picture, with a handle on each side to drag or to move with the arrow keys. */
export class OutpaintFrame {
  /** @param {HTMLElement} stage @param {Editor} editor @param {Viewport} viewport */
  constructor(stage, editor, viewport) {
    this.editor = editor;
    this.viewport = viewport;
    this.dragging = false;
    this.box = el('div', { class: 'outpaint-box', hidden: true });
    this.film = el('div', { class: 'outpaint-film', hidden: true });
    this.handles = SIDES.map((side) => this.#handle(side));
    this.box.append(...this.handles);
    stage.prepend(this.film);
    stage.append(this.box);
  }

  draw() {
    const { picture, sides, mode } = this.editor.state;
    const hidden = mode !== 'outpaint' || picture === null;
    this.box.hidden = hidden;
    this.film.hidden = hidden;
    if (hidden) return;
    const corner = this.viewport.toScreen(-sides.left, -sides.top);
    const size = extended(picture, sides);
    for (const { style } of [this.box, this.film]) {
      style.transform = `translate(${corner.x}px, ${corner.y}px)`;
      style.width = `${size.width * this.viewport.scale}px`;
      style.height = `${size.height * this.viewport.scale}px`;
    }
    SIDES.forEach((side, i) => {
      this.handles[i].setAttribute('aria-valuenow', sides[side]);
      this.handles[i].setAttribute('aria-valuetext', `${sides[side]} pixels`);
    });
  }

  #handle(side) {
    const handle = el('button', {
      type: 'button',
      class: `outpaint-handle at-${side}`,
      role: 'slider',
      'aria-label': `Extend ${side}`,
      'aria-valuemin': 0,
      'aria-valuemax': MOST,
      'aria-orientation': side === 'left' || side === 'right' ? 'horizontal' : 'vertical',
    });
    handle.addEventListener('pointerdown', (event) => this.#drag(event, handle, side));
    handle.addEventListener('keydown', (event) => this.#key(event, side));
    return handle;
  }

  #drag(event, handle, side) {
    event.preventDefault();
    event.stopPropagation();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    const start = this.editor.state.sides[side];
    const from = { x: event.clientX, y: event.clientY };
    this.dragging = true;
    const move = (next) => {
      const dx = (next.clientX - from.x) / this.viewport.scale;
      const dy = (next.clientY - from.y) / this.viewport.scale;
      this.#set(side, start + { left: -dx, right: dx, top: -dy, bottom: dy }[side]);
    };
    const end = () => {
      this.dragging = false;
      handle.removeEventListener('pointermove', move);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', end, { once: true });
  }

  #key(event, side) {
    const out = { left: 'ArrowLeft', right: 'ArrowRight', top: 'ArrowUp', bottom: 'ArrowDown' }[side];
    const back = { left: 'ArrowRight', right: 'ArrowLeft', top: 'ArrowDown', bottom: 'ArrowUp' }[side];
    const step = event.key === out ? STEP : event.key === back ? -STEP : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.#set(side, this.editor.state.sides[side] + step);
  }

  #set(side, value) {
    const sides = this.editor.state.sides;
    this.editor.store.set({ sides: { ...sides, [side]: Math.min(MOST, Math.max(0, Math.round(value))) } });
  }
}
