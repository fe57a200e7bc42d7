/** What the browser keeps for the page. A browser that forbids it, or is full, only costs the memory of it. */

const PREFIX = 'fluxfill.';

/** @param {string} name @returns {string | null} */
export function kept(name, storage = () => localStorage) {
  try {
    return storage().getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string | null} value null forgets it */
export function keep(name, value, storage = () => localStorage) {
  try {
    if (value === null) storage().removeItem(PREFIX + name);
    else storage().setItem(PREFIX + name, value);
  } catch {
    // Nothing to do: the page works without.
  }
}

/** The storage that belongs to one tab and survives its reload. */
export const OF_THIS_TAB = () => sessionStorage;
