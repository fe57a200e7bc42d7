const LEAST = 2;

/** A ring as large as the brush, where it would paint. */
export class BrushCursor {
  /** @param {HTMLElement} ring */
  constructor(ring) {
    this.ring = ring;
  }

  /** @param {{x: number, y: number}} at @param {number} radius in CSS pixels */
  show(at, radius) {
    const shown = Math.max(LEAST, radius);
    this.ring.hidden = false;
    this.ring.style.width = `${2 * shown}px`;
    this.ring.style.height = `${2 * shown}px`;
    this.ring.style.transform = `translate(${at.x - shown}px, ${at.y - shown}px)`;
  }

  hide() {
    this.ring.hidden = true;
  }
}
