/** @import {Editor} from './editor.js' @import {Tool, Area} from './tools.js' @import {Point} from './pointers.js' */
import { soften } from '../mask/soften.js';
import { byId } from '../page/dom.js';
import { BrushCursor } from './brush-cursor.js';
import { OutpaintFrame } from './outpaint-frame.js';
import { extended } from './outpaint.js';
import { Overlay } from './overlay.js';
import { listen } from './pointers.js';
import { join, tool } from './tools.js';
import { Viewport } from './viewport.js';

const MARGIN = 28;
const SOFTEN_AFTER = 120;
const SHARP_AFTER = 120;

/** Shows the picture with its mask or its larger canvas, and turns pointers into tools. */
export class Stage {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.viewport = new Viewport();
    this.root = byId('stage');
    this.image = byId('stage-picture');
    this.guide = byId('stage-guide');
    this.cursor = new BrushCursor(byId('stage-cursor'));
    this.overlay = new Overlay(byId('stage-mask'), this.viewport);
    this.frame = new OutpaintFrame(this.root, editor, this.viewport);
    /** @type {Tool | null} */
    this.tool = null;
    /** @type {Area | null} */
    this.dirty = null;
    this.whole = false;
    this.panning = false;
    /** @type {Point | null} */
    this.pointer = null;
    listen(this.root, this.#handler());
    new ResizeObserver(() => this.#resized()).observe(this.root);
    editor.store.watch((state, before) => this.#changed(state, before));
  }

  fit() {
    const area = this.#area();
    if (area === null) return;
    const { clientWidth, clientHeight } = this.root;
    this.viewport.fit(area, clientWidth, clientHeight, Math.min(MARGIN, clientWidth / 20));
    this.#redraw();
  }

  actualSize() {
    this.zoomBy(1 / this.viewport.scale);
  }

  zoomBy(factor) {
    this.#zoom(factor, { x: this.root.clientWidth / 2, y: this.root.clientHeight / 2 });
  }

  panBy(dx, dy) {
    this.viewport.pan(dx, dy);
    this.#hold();
  }

  /** @param {boolean} on whether the space bar holds the picture */
  holdPicture(on) {
    this.panning = on;
    this.root.classList.toggle('panning', on);
  }

  /** Begins a stroke, at a place on the stage. */
  begin(at, takeAway = false) {
    const { mode, picture, tool: name, radius } = this.editor.state;
    if (mode !== 'mask' || picture === null || name === 'pan') return;
    const from = this.viewport.toPicture(at.x, at.y);
    this.tool = tool(name, this.editor.mask, from, radius, takeAway);
    this.#touch(this.tool.move([from]));
  }

  /** @param {Point[]} points */
  draw(points) {
    if (this.tool === null) return;
    this.#touch(this.tool.move(points.map((point) => this.viewport.toPicture(point.x, point.y))));
  }

  end() {
    if (this.tool === null) return;
    this.#touch(this.tool.finish());
    this.tool = null;
    this.editor.finish();
    this.#redraw();
  }

  abandon() {
    if (this.tool === null) return;
    this.tool = null;
    this.editor.abandon();
    this.#redraw();
  }

  /** @param {Point | null} at where to show the brush */
  point(at) {
    this.pointer = at;
    const { picture, mode, tool: name, radius } = this.editor.state;
    const round = picture !== null && mode === 'mask' && (name === 'brush' || name === 'eraser') && !this.panning;
    if (at === null || !round) this.cursor.hide();
    else this.cursor.show(at, radius * this.viewport.scale);
  }

  #handler() {
    return {
      down: (at, event) => this.begin(at, event.altKey),
      move: (points) => this.draw(points),
      up: () => this.end(),
      abandon: () => this.abandon(),
      hover: (at, event) => this.point(event.pointerType === 'touch' ? null : at),
      pan: (dx, dy) => this.panBy(dx, dy),
      zoom: (factor, at) => this.#zoom(factor, at),
      pans: (event) =>
        event.button === 1 || this.panning || this.editor.state.tool === 'pan' || this.editor.state.mode === 'outpaint',
    };
  }

  #changed(state, before) {
    if (state.picture !== before.picture || state === before) this.#open(state.picture);
    if (state.mode !== before.mode) this.fit();
    if (state.sides !== before.sides && !this.frame.dragging) this.fit();
    if (state.tool !== before.tool || state.mode !== before.mode) {
      this.root.dataset.tool = state.mode === 'outpaint' ? 'pan' : state.tool;
    }
    if (state.radius !== before.radius) this.point(this.pointer);
    if (state.version !== before.version || state.grow !== before.grow || state.feather !== before.feather)
      this.#softenSoon();
    this.#redraw();
  }

  #open(picture) {
    this.overlay.mask = picture === null ? null : this.editor.mask;
    this.overlay.soft = null;
    this.root.dataset.empty = String(picture === null);
    this.root.dataset.tool = this.editor.state.tool;
    if (picture === null) {
      this.image.removeAttribute('src');
      return;
    }
    this.image.src = picture.url;
    this.image.width = picture.width;
    this.image.height = picture.height;
    this.fit();
  }

  #softenSoon() {
    clearTimeout(this.softening);
    const { grow, feather } = this.editor.state;
    if (grow === 0 && feather === 0) this.overlay.soft = null;
    this.softening = setTimeout(() => {
      this.overlay.soft = soften(this.editor.mask, this.editor.state.grow, this.editor.state.feather);
      this.#redraw();
    }, SOFTEN_AFTER);
  }

  #touch(area) {
    if (area !== null) this.dirty = join(this.dirty, area);
    this.#soon();
  }

  #redraw() {
    this.whole = true;
    this.#soon();
  }

  #soon() {
    this.drawing ??= requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    this.drawing = undefined;
    const { x, y, scale } = this.viewport;
    this.guide.setAttribute('d', this.tool?.guide() ?? '');
    if (this.whole) {
      this.image.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
      this.image.classList.toggle('pixels', scale >= 3);
      this.guide.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
      byId('zoom-level').textContent = `${Math.round(scale * 100)} %`;
      this.overlay.canvas.hidden = this.editor.state.mode === 'outpaint';
      this.overlay.fit(this.root.clientWidth, this.root.clientHeight, this.moving !== undefined);
      this.overlay.draw();
      this.frame.draw();
      this.point(this.pointer);
    } else if (this.dirty !== null) {
      this.overlay.drawArea(this.dirty.x0, this.dirty.y0, this.dirty.x1, this.dirty.y1);
    }
    this.whole = false;
    this.dirty = null;
  }

  #zoom(factor, at) {
    this.viewport.zoom(factor, at.x, at.y);
    this.#hold();
  }

  #move() {
    clearTimeout(this.moving);
    this.moving = setTimeout(() => {
      this.moving = undefined;
      this.#redraw();
    }, SHARP_AFTER);
  }

  #hold() {
    this.#move();
    const area = this.#area();
    if (area === null) return;
    this.viewport.hold(area, this.root.clientWidth, this.root.clientHeight);
    this.#redraw();
  }

  /** The picture, or the canvas around it, in pixels of the picture. */
  #area() {
    const { picture, mode, sides } = this.editor.state;
    if (picture === null) return null;
    if (mode === 'mask') return { x: 0, y: 0, width: picture.width, height: picture.height };
    return { x: -sides.left, y: -sides.top, ...extended(picture, sides) };
  }

  #resized() {
    if (this.root.clientWidth === 0) return;
    this.fit();
    this.#redraw();
  }
}
