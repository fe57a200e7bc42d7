/** @import {LogLine} from '../service/events.js' */
import { el } from '../page/dom.js';
import { clock } from '../page/words.js';

/** The log lines of a run, new ones added at the end; it stays at the end unless somebody scrolled up. */
export class Log {
  constructor() {
    this.list = el('ol', { class: 'log', role: 'log', 'aria-label': 'Log', tabindex: 0 });
    this.empty = el('p', { class: 'help log-empty' }, 'Log lines of the model appear here as it works.');
    this.node = el('div', { class: 'log-frame' }, this.empty, this.list);
    this.of = '';
    this.count = 0;
  }

  /** @param {string} id of the run @param {LogLine[]} lines */
  show(id, lines) {
    if (id !== this.of) {
      this.list.replaceChildren();
      this.of = id;
      this.count = 0;
    }
    this.empty.hidden = lines.length > 0;
    if (this.count === lines.length) return;
    const follow = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 40;
    this.list.append(...lines.slice(this.count).map(row));
    this.count = lines.length;
    if (follow) this.list.scrollTop = this.list.scrollHeight;
  }
}

function row(line) {
  return el(
    'li',
    { 'data-n': line.n, 'data-level': String(line.level ?? '').toLowerCase() },
    el('time', { datetime: line.at }, clock(line.at)),
    el('span', {}, line.message),
  );
}
