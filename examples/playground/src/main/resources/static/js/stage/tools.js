/** @import {Mask} from '../mask/mask.js' @import {Point} from '../mask/shapes.js' */
import { outline, rectangle, stroke } from '../mask/shapes.js';

const PAINT = 255;
const ERASE = 0;

/**
 * A tool in use, from pointer down to pointer up. Points are in pixels of the picture.
 *
 * @typedef {{x0: number, y0: number, x1: number, y1: number}} Area
 * @typedef {object} Tool
 * @property {(points: Point[]) => Area | null} move  gives the area that changed
 * @property {() => Area | null} finish
 * @property {() => string} guide  the line to show meanwhile, as SVG path data in pixels of the picture
 */

/**
 * @param {'brush' | 'eraser' | 'rectangle' | 'lasso'} name
 * @param {Mask} mask @param {Point} from @param {number} radius @param {boolean} takeAway
 * @returns {Tool}
 */
export function tool(name, mask, from, radius, takeAway) {
  const value = takeAway !== (name === 'eraser') ? ERASE : PAINT;
  const row = (y, x0, x1) => mask.span(y, x0, x1, value);
  if (name === 'rectangle') return box(from, row);
  if (name === 'lasso') return lasso(from, row);
  return brush(from, radius, row);
}

function brush(from, radius, row) {
  let at = from;
  const draw = (points) => {
    /** @type {Area | null} */
    let area = null;
    for (const point of points) {
      stroke(at, point, radius, row);
      area = join(area, around([at, point], radius));
      at = point;
    }
    return area;
  };
  return { move: draw, finish: () => null, guide: () => '' };
}

function box(from, row) {
  let to = from;
  return {
    move: (points) => {
      to = points[points.length - 1];
      return null;
    },
    finish: () => {
      rectangle(from, to, row);
      return around([from, to], 1);
    },
    guide: () => `M${from.x} ${from.y}H${to.x}V${to.y}H${from.x}Z`,
  };
}

function lasso(from, row) {
  const points = [from];
  return {
    move: (more) => {
      points.push(...more);
      return null;
    },
    finish: () => {
      outline(points, row);
      return around(points, 1);
    },
    guide: () => `M${points.map((point) => `${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join('L')}Z`,
  };
}

function around(points, margin) {
  let area = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const { x, y } of points) area = join(area, { x0: x, y0: y, x1: x, y1: y });
  return { x0: area.x0 - margin, y0: area.y0 - margin, x1: area.x1 + margin, y1: area.y1 + margin };
}

/** @param {Area | null} one @param {Area} other @returns {Area} */
export function join(one, other) {
  if (one === null) return other;
  return {
    x0: Math.min(one.x0, other.x0),
    y0: Math.min(one.y0, other.y0),
    x1: Math.max(one.x1, other.x1),
    y1: Math.max(one.y1, other.y1),
  };
}
