/**
 * A small picture of what growing and feathering make of the mask, for the eye only: the service does the real work at full
 * size.
 */

const PIXELS = 400_000;
const FAR = 1e9;

/**
 * @typedef {{width: number, height: number, scale: number, data: Uint8Array}} Soft  scale = soft pixels per picture pixel
 * @param {{width: number, height: number, data: Uint8Array}} mask
 * @param {number} grow in pixels of the picture
 * @param {number} feather in pixels of the picture
 * @returns {Soft | null} null when the mask stays as it is
 */
export function soften(mask, grow, feather) {
  if (grow <= 0 && feather <= 0) return null;
  const scale = Math.min(1, Math.sqrt(PIXELS / (mask.width * mask.height)));
  const width = Math.max(1, Math.round(mask.width * scale));
  const height = Math.max(1, Math.round(mask.height * scale));
  const squared = distances(mask, width, height);
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const beyond = Math.sqrt(squared[i]) / scale - grow;
    data[i] = beyond <= 0 ? 255 : feather > 0 && beyond < feather ? 255 * (1 - beyond / feather) : 0;
  }
  return { width, height, scale, data };
}

/** The squared distance of each small pixel to the mask: columns first, then rows. */
function distances(mask, width, height) {
  const grid = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.min(mask.height - 1, Math.floor(((y + 0.5) * mask.height) / height)) * mask.width;
    for (let x = 0; x < width; x++) {
      const column = Math.min(mask.width - 1, Math.floor(((x + 0.5) * mask.width) / width));
      grid[y * width + x] = mask.data[row + column] === 255 ? 0 : FAR;
    }
  }
  for (let x = 0; x < width; x++) nearest(grid, x, width, height);
  for (let y = 0; y < height; y++) nearest(grid, y * width, 1, width);
  return grid;
}

/** One line of the exact distance transform: the lower envelope of the parabolas that stand on its points. */
function nearest(grid, start, step, length) {
  const feet = new Int32Array(length);
  const borders = new Float64Array(length + 1);
  const heights = new Float64Array(length);
  for (let i = 0; i < length; i++) heights[i] = grid[start + i * step];
  let top = 0;
  borders[0] = -Infinity;
  borders[1] = Infinity;
  for (let i = 1; i < length; i++) {
    let meet = meeting(heights, feet[top], i);
    while (meet <= borders[top]) meet = meeting(heights, feet[--top], i);
    feet[++top] = i;
    borders[top] = meet;
    borders[top + 1] = Infinity;
  }
  for (let i = 0, at = 0; i < length; i++) {
    while (borders[at + 1] < i) at++;
    const away = i - feet[at];
    grid[start + i * step] = away * away + heights[feet[at]];
  }
}

function meeting(heights, left, right) {
  return (heights[right] + right * right - heights[left] - left * left) / (2 * (right - left));
}
