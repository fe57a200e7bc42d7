/**
 * Where the picture stands on the stage: screen = picture × scale + (x, y), in CSS pixels.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Rect
 */
const LEAST = 0.02;
const MOST = 32;

export class Viewport {
  constructor() {
    this.scale = 1;
    this.x = 0;
    this.y = 0;
  }

  /** Shows an area of the picture whole, in the middle, never larger than life. @param {Rect} area */
  fit(area, width, height, margin) {
    const scale = Math.min((width - 2 * margin) / area.width, (height - 2 * margin) / area.height, 1);
    this.scale = clamp(scale);
    this.x = (width - area.width * this.scale) / 2 - area.x * this.scale;
    this.y = (height - area.height * this.scale) / 2 - area.y * this.scale;
  }

  /** Zooms so that what is under the point stays under it. */
  zoom(factor, x, y) {
    const scale = clamp(this.scale * factor);
    const ratio = scale / this.scale;
    this.x = x - (x - this.x) * ratio;
    this.y = y - (y - this.y) * ratio;
    this.scale = scale;
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
  }

  /** Keeps at least a corner of the area on the stage. @param {Rect} area */
  hold(area, width, height) {
    const keep = 48;
    this.x = Math.min(Math.max(this.x, keep - (area.x + area.width) * this.scale), width - keep - area.x * this.scale);
    this.y = Math.min(
      Math.max(this.y, keep - (area.y + area.height) * this.scale),
      height - keep - area.y * this.scale,
    );
  }

  toPicture(x, y) {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }

  toScreen(x, y) {
    return { x: x * this.scale + this.x, y: y * this.scale + this.y };
  }
}

function clamp(scale) {
  return Math.min(MOST, Math.max(LEAST, scale));
}
