/**
 * A value with those who want to hear of its changes.
 *
 * @template {object} T
 */
export class Store {
  /** @param {T} value */
  constructor(value) {
    this.value = value;
    this.listeners = new Set();
  }

  /** @param {Partial<T>} change */
  set(change) {
    const before = this.value;
    if (Object.entries(change).every(([name, value]) => before[name] === value)) return;
    this.value = { ...before, ...change };
    for (const listener of [...this.listeners]) listener(this.value, before);
  }

  /** Calls the listener now and at each change. @param {(value: T, before: T) => void} listener */
  watch(listener) {
    this.listeners.add(listener);
    listener(this.value, this.value);
  }
}
