/**
 * A mask as a short text, so that a reload of the tab does not lose it: the lengths of its runs, beginning with black, seven bits
 * to a byte, then base64.
 *
 * @param {Uint8Array} data @returns {string}
 */
export function pack(data) {
  const bytes = [];
  let value = 0;
  for (let at = 0; at < data.length; value = 255 - value) {
    let end = data.indexOf(255 - value, at);
    if (end < 0) end = data.length;
    for (let run = end - at; ; run >>>= 7) {
      bytes.push((run & 127) | (run > 127 ? 128 : 0));
      if (run <= 127) break;
    }
    at = end;
  }
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.slice(i, i + 4096));
  return btoa(text);
}

/** The reverse of {@link pack}, into data. @param {string} text @param {Uint8Array} data */
export function unpack(text, data) {
  const bytes = atob(text);
  let at = 0;
  let value = 0;
  for (let i = 0; i < bytes.length; value = 255 - value) {
    let run = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = bytes.charCodeAt(i++);
      run |= (byte & 127) << shift;
      more = byte > 127;
    }
    data.fill(value, at, at + run);
    at += run;
  }
}
