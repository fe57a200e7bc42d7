/** Numbers and times as people read them. */

export function size(width, height) {
  return `${width} × ${height}`;
}

export function bytes(value) {
  if (value < 1024) return `${value} B`;
  if (value < 1024 * 1024) return `${Math.round(value / 1024)} KiB`;
  return `${Number((value / 1024 / 1024).toFixed(1))} MiB`;
}

/** A share as per cent; what is there never reads as nothing. */
export function share(value) {
  if (value === 0) return '0 %';
  const percent = value * 100;
  if (percent < 0.1) return '< 0.1 %';
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** @param {number} ms */
export function duration(ms) {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

/** @param {string} instant @param {number} now */
export function ago(instant, now) {
  const seconds = Math.max(0, (now - Date.parse(instant)) / 1000);
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return new Date(instant).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}

/** The time of day of a log line, with thousandths. */
export function clock(instant) {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '';
  return date.toLocaleTimeString('en-GB', { hour12: false }) + '.' + String(date.getMilliseconds()).padStart(3, '0');
}

/** @param {number | string} number @param {string} word */
export function some(number, word) {
  return `${number} ${word}${Number(number) === 1 ? '' : 's'}`;
}
