const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const GREY_8 = [8, 0, 0, 0, 0];

const CRC = new Uint32Array(256).map((_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/**
 * The mask as a PNG with one grey channel of 8 bits. Written here and not by a canvas, which would make it four channels, four
 * times the memory, and coloured by the screen's profile.
 *
 * @param {{width: number, height: number, data: Uint8Array}} mask
 * @returns {Promise<Blob>}
 */
export async function toPng(mask) {
  const { width, height, data } = mask;
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) {
    rows.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  const packed = new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate'));
  const body = new Uint8Array(await new Response(packed).arrayBuffer());
  const header = Uint8Array.of(...number(width), ...number(height), ...GREY_8);
  const parts = [SIGNATURE, ...chunk('IHDR', header), ...chunk('IDAT', body), ...chunk('IEND', new Uint8Array(0))];
  return new Blob(parts, { type: 'image/png' });
}

function chunk(name, body) {
  const type = new TextEncoder().encode(name);
  let crc = 0xffffffff;
  for (const part of [type, body]) {
    for (let i = 0; i < part.length; i++) crc = CRC[(crc ^ part[i]) & 255] ^ (crc >>> 8);
  }
  return [number(body.length), type, body, number((crc ^ 0xffffffff) >>> 0)];
}

function number(value) {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}
