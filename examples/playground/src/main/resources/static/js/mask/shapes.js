/**
 * What tools draw, as rows of pixels. A pixel belongs to a shape when its centre does.
 *
 * @typedef {{x: number, y: number}} Point
 * @typedef {(y: number, x0: number, x1: number) => void} Row  x1 is exclusive
 */

const first = (x) => Math.ceil(x - 0.5);
const last = (x) => Math.floor(x - 0.5) + 1;

/** A stroke of a round brush from one point to another. @param {Point} a @param {Point} b @param {number} radius @param {Row} row */
export function stroke(a, b, radius, row) {
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const nx = length === 0 ? 0 : (-(b.y - a.y) / length) * radius;
  const ny = length === 0 ? 0 : ((b.x - a.x) / length) * radius;
  const sides = [
    [a.x + nx, a.y + ny, b.x + nx, b.y + ny],
    [b.x + nx, b.y + ny, b.x - nx, b.y - ny],
    [b.x - nx, b.y - ny, a.x - nx, a.y - ny],
    [a.x - nx, a.y - ny, a.x + nx, a.y + ny],
  ];
  const bottom = last(Math.max(a.y, b.y) + radius);
  for (let y = first(Math.min(a.y, b.y) - radius); y < bottom; y++) {
    const centre = y + 0.5;
    let low = Infinity;
    let high = -Infinity;
    for (const end of [a, b]) {
      const half = radius * radius - (centre - end.y) * (centre - end.y);
      if (half < 0) continue;
      low = Math.min(low, end.x - Math.sqrt(half));
      high = Math.max(high, end.x + Math.sqrt(half));
    }
    for (const [x0, y0, x1, y1] of sides) {
      if (y0 === y1 || centre < Math.min(y0, y1) || centre > Math.max(y0, y1)) continue;
      const x = x0 + ((centre - y0) / (y1 - y0)) * (x1 - x0);
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
    if (high >= low) row(y, first(low), last(high));
  }
}

/** The rectangle between two corners. @param {Point} a @param {Point} b @param {Row} row */
export function rectangle(a, b, row) {
  const bottom = last(Math.max(a.y, b.y));
  for (let y = first(Math.min(a.y, b.y)); y < bottom; y++) {
    row(y, first(Math.min(a.x, b.x)), last(Math.max(a.x, b.x)));
  }
}

/** The inside of a closed line; where it crosses itself, all that it goes round. @param {Point[]} points @param {Row} row */
export function outline(points, row) {
  if (points.length < 3) return;
  const ys = points.map((point) => point.y);
  const bottom = last(Math.max(...ys));
  for (let y = first(Math.min(...ys)); y < bottom; y++) {
    for (const [from, to] of inside(crossings(points, y + 0.5))) row(y, first(from), last(to));
  }
}

function crossings(points, level) {
  const found = [];
  for (let i = 0; i < points.length; i++) {
    const a = points[i];
    const b = points[(i + 1) % points.length];
    if (a.y <= level === b.y <= level) continue;
    found.push({ x: a.x + ((level - a.y) / (b.y - a.y)) * (b.x - a.x), turn: a.y < b.y ? 1 : -1 });
  }
  return found.sort((one, other) => one.x - other.x);
}

function inside(found) {
  const spans = [];
  let turns = 0;
  let start = 0;
  for (const { x, turn } of found) {
    if (turns === 0) start = x;
    turns += turn;
    if (turns === 0) spans.push([start, x]);
  }
  return spans;
}
