/**
 * Extending the canvas: how many pixels are added on each side.
 *
 * @typedef {{left: number, top: number, right: number, bottom: number}} Sides
 */

/** @type {readonly (keyof Sides)[]} */
export const SIDES = Object.freeze(['left', 'top', 'right', 'bottom']);

/** More than this on one side is hardly meant, and no handle should run away with the pointer. */
export const MOST = 4096;

/** @type {Readonly<Sides>} */
export const NONE = Object.freeze({ left: 0, top: 0, right: 0, bottom: 0 });

/** The smallest canvas of a shape that holds the picture, which stays in the middle. @returns {Sides} */
export function toRatio(width, height, across, down) {
  const wide = Math.max(width, Math.round((height * across) / down));
  const high = wide === width ? Math.max(height, Math.round((width * down) / across)) : height;
  return around(wide - width, high - height);
}

/** As if the camera went back: the whole canvas grows by the factor. @returns {Sides} */
export function zoomOut(width, height, factor) {
  return around(Math.round(width * (factor - 1)), Math.round(height * (factor - 1)));
}

/** @param {Sides} sides */
export function added(sides) {
  return sides.left + sides.top + sides.right + sides.bottom;
}

/** @param {{width: number, height: number}} picture @param {Sides} sides */
export function extended(picture, sides) {
  return { width: picture.width + sides.left + sides.right, height: picture.height + sides.top + sides.bottom };
}

function around(dx, dy) {
  return { left: Math.floor(dx / 2), right: Math.ceil(dx / 2), top: Math.floor(dy / 2), bottom: Math.ceil(dy / 2) };
}
