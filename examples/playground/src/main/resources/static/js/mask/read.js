const ENOUGH = 128;

/**
 * What a mask file says. Black and white is read as white = repaint; a file whose drawing is in its transparency only is read as
 * transparent = repaint, which is the other convention in use.
 *
 * @typedef {{width: number, height: number, data: Uint8Array, transparency: boolean}} ReadMask
 * @param {Blob} file
 * @returns {Promise<ReadMask>}
 */
export async function readMask(file) {
  const bitmap = await createImageBitmap(file, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
  try {
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('This browser gives the page no canvas to read the mask with.');
    context.drawImage(bitmap, 0, 0);
    const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
    return { width: bitmap.width, height: bitmap.height, ...fromPixels(pixels) };
  } finally {
    bitmap.close();
  }
}

/** @param {Uint8ClampedArray} pixels RGBA @returns {{data: Uint8Array, transparency: boolean}} */
export function fromPixels(pixels) {
  let transparent = false;
  for (let i = 3; i < pixels.length && !transparent; i += 4) transparent = pixels[i] < ENOUGH;
  const data = new Uint8Array(pixels.length / 4);
  for (let i = 0, at = 0; i < pixels.length; i += 4, at++) {
    const repaint = transparent
      ? pixels[i + 3] < ENOUGH
      : 0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2] >= ENOUGH;
    data[at] = repaint ? 255 : 0;
  }
  return { data, transparency: transparent };
}

/** The mask drawn to another size, nearest neighbour, so that it stays black and white. @param {ReadMask} mask @returns {ReadMask} */
export function resize(mask, width, height) {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * mask.height) / height) * mask.width;
    for (let x = 0; x < width; x++) {
      data[y * width + x] = mask.data[row + Math.floor(((x + 0.5) * mask.width) / width)];
    }
  }
  return { width, height, data, transparency: mask.transparency };
}
