/** @import {Mask} from '../mask/mask.js' @import {Soft} from '../mask/soften.js' @import {Viewport} from './viewport.js' */

/** Ruby masking film: red, see-through, with a bright cut edge. Colours are 0xAABBGGRR, the order of bytes in an image. */
const FILM = 0x8c3a1fd6;
const GRAIN = 0xb03018be;
const EDGE = 0xffe6e2ff;
const HALO = 0x00684cf0;
const HALO_ALPHA = 110;
const GRAIN_EVERY = 12;

/**
 * Draws the mask over the picture, at the resolution of the screen, and only the part that changed: the cost of a stroke does not
 * depend on the size of the picture.
 */
export class Overlay {
  /** @param {HTMLCanvasElement} canvas @param {Viewport} viewport */
  constructor(canvas, viewport) {
    this.canvas = canvas;
    this.viewport = viewport;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
    /** @type {Mask | null} */
    this.mask = null;
    /** @type {Soft | null} */
    this.soft = null;
    this.ratio = 1;
  }

  /** Takes a size in CSS pixels. While the picture moves a coarser drawing does, and keeps its pace. @param {boolean} moving */
  fit(width, height, moving) {
    this.ratio = Math.min(moving ? 1 : 2, window.devicePixelRatio || 1);
    const across = Math.max(1, Math.round(width * this.ratio));
    const down = Math.max(1, Math.round(height * this.ratio));
    if (this.canvas.width !== across) this.canvas.width = across;
    if (this.canvas.height !== down) this.canvas.height = down;
  }

  clear() {
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** Draws all that can be seen. */
  draw() {
    this.clear();
    if (this.mask !== null) this.drawArea(0, 0, this.mask.width, this.mask.height);
  }

  /** Draws an area, given in pixels of the picture. */
  drawArea(x0, y0, x1, y1) {
    const mask = this.mask;
    if (mask === null) return;
    const scale = this.viewport.scale * this.ratio;
    const left = this.viewport.x * this.ratio;
    const top = this.viewport.y * this.ratio;
    const picture = [left, top, left + mask.width * scale, top + mask.height * scale];
    const fromX = Math.floor(Math.max(0, picture[0], left + x0 * scale - 3));
    const fromY = Math.floor(Math.max(0, picture[1], top + y0 * scale - 3));
    const toX = Math.ceil(Math.min(this.canvas.width, picture[2], left + x1 * scale + 3));
    const toY = Math.ceil(Math.min(this.canvas.height, picture[3], top + y1 * scale + 3));
    if (toX <= fromX || toY <= fromY) return;
    const image = this.context.createImageData(toX - fromX, toY - fromY);
    this.#shade(new Uint32Array(image.data.buffer), fromX, fromY, toX - fromX, toY - fromY, scale, left, top);
    this.context.putImageData(image, fromX, fromY);
  }

  /** Looks at the middle of each screen pixel, and at its neighbours to find the cut edge. */
  #shade(out, fromX, fromY, width, height, scale, left, top) {
    const { data, width: columns, height: rows } = /** @type {Mask} */ (this.mask);
    const soft = this.soft;
    const xs = new Int32Array(width + 2);
    for (let x = 0; x < width + 2; x++) xs[x] = place(fromX + x - 0.5, scale, left, columns);
    const softX = soft === null ? xs : xs.map((x) => Math.min(soft.width - 1, Math.floor(x * soft.scale)));
    const rowAt = (y) => place(fromY + y + 0.5, scale, top, rows) * columns;
    for (let y = 0; y < height; y++) {
      const row = rowAt(y);
      const above = rowAt(y - 1);
      const below = rowAt(y + 1);
      const softRow =
        soft === null ? 0 : Math.min(soft.height - 1, Math.floor((row / columns) * soft.scale)) * soft.width;
      for (let x = 0, at = y * width; x < width; x++, at++) {
        const middle = xs[x + 1];
        if (data[row + middle] !== 0) {
          const inner = data[row + xs[x]] & data[row + xs[x + 2]] & data[above + middle] & data[below + middle];
          if (inner === 0) out[at] = EDGE;
          else out[at] = (fromX + fromY + x + y) % GRAIN_EVERY < 2 ? GRAIN : FILM;
        } else if (soft !== null) {
          const value = soft.data[softRow + softX[x + 1]];
          if (value > 0) out[at] = HALO + ((value * HALO_ALPHA) >> 8) * 0x1000000;
        }
      }
    }
  }
}

function place(screen, scale, offset, length) {
  return Math.min(length - 1, Math.max(0, Math.floor((screen - offset) / scale)));
}
