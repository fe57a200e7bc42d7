/** Side of the squares in which changes are remembered. */
const TILE = 256;

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Rect
 * @typedef {Map<number, Uint8Array>} Patch  the squares as they were before, by number
 */

/**
 * The mask at the picture's own resolution: one byte for each pixel, 255 = repaint, 0 = keep. Nothing in between, because what
 * the model makes of greys is not documented; soft edges are a setting, not paint.
 */
export class Mask {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(width * height);
    this.columns = Math.ceil(width / TILE);
    /** @type {Patch} */
    this.touched = new Map();
  }

  /** Sets the pixels x0 (inclusive) to x1 (exclusive) of one row, clipped to the picture. */
  span(y, x0, x1, value) {
    const from = Math.max(0, x0);
    const to = Math.min(this.width, x1);
    if (y < 0 || y >= this.height || from >= to) return;
    const row = Math.floor(y / TILE) * this.columns;
    for (let column = Math.floor(from / TILE); column * TILE < to; column++) this.#remember(row + column);
    this.data.fill(value, y * this.width + from, y * this.width + to);
  }

  /** Replaces everything, as one change. @param {(value: number, index: number) => number} next */
  replace(next) {
    this.#rememberAll();
    const data = this.data;
    for (let i = 0; i < data.length; i++) data[i] = next(data[i], i);
  }

  /** Ends a change: what the squares held before it, or null if nothing was touched. @returns {Patch | null} */
  commit() {
    if (this.touched.size === 0) return null;
    const patch = this.touched;
    this.touched = new Map();
    return patch;
  }

  /** Puts a patch back and gives the patch that would undo that. @param {Patch} patch @returns {Patch} */
  swap(patch) {
    for (const tile of patch.keys()) this.#remember(tile);
    for (const [tile, pixels] of patch) this.#write(tile, pixels);
    return this.commit() ?? new Map();
  }

  /** The share of the picture that is to be repainted, 0 to 1. */
  coverage() {
    const data = this.data;
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += data[i] & 1;
    return data.length === 0 ? 0 : sum / data.length;
  }

  #rememberAll() {
    const rows = Math.ceil(this.height / TILE);
    for (let tile = 0; tile < rows * this.columns; tile++) this.#remember(tile);
  }

  #remember(tile) {
    if (this.touched.has(tile)) return;
    const { x, y, width, height } = this.#place(tile);
    const pixels = new Uint8Array(width * height);
    for (let row = 0; row < height; row++) {
      const at = (y + row) * this.width + x;
      pixels.set(this.data.subarray(at, at + width), row * width);
    }
    this.touched.set(tile, pixels);
  }

  #write(tile, pixels) {
    const { x, y, width, height } = this.#place(tile);
    for (let row = 0; row < height; row++) {
      this.data.set(pixels.subarray(row * width, (row + 1) * width), (y + row) * this.width + x);
    }
  }

  /** @returns {Rect} */
  #place(tile) {
    const x = (tile % this.columns) * TILE;
    const y = Math.floor(tile / this.columns) * TILE;
    return { x, y, width: Math.min(TILE, this.width - x), height: Math.min(TILE, this.height - y) };
  }
}
