/** @import {Runs, Run} from './runs.js' */
import { el, fill, iconButton } from '../page/dom.js';
import { ago } from '../page/words.js';
import { isFinal } from '../service/client.js';
import { stateWords } from './state.js';

const AGAIN = 30_000;

/** The list of runs. A card is made once and then only changed, so that the focus stays where it is. */
export class History {
  /** @param {HTMLElement} list @param {Runs} runs @param {(id: string) => void} open */
  constructor(list, runs, open) {
    this.list = list;
    this.runs = runs;
    this.open = open;
    /** @type {Map<string, ReturnType<History['card']>>} */
    this.cards = new Map();
    this.empty = el(
      'li',
      { class: 'history-empty' },
      'What you run is listed here, also after a reload or a restart of the service.',
    );
    runs.store.watch((state) => this.show(state));
    setInterval(() => this.show(runs.store.value), AGAIN);
  }

  show({ list, selected, loaded }) {
    const nodes = list.map((run) => {
      let card = this.cards.get(run.edit.id);
      if (card === undefined) {
        card = this.card(run.edit.id);
        this.cards.set(run.edit.id, card);
      }
      card.show(run, run.edit.id === selected);
      return card.node;
    });
    for (const id of this.cards.keys()) if (!list.some((run) => run.edit.id === id)) this.cards.delete(id);
    const wanted = nodes.length === 0 && loaded ? [this.empty] : nodes;
    const same =
      wanted.length === this.list.children.length && wanted.every((node, i) => this.list.children[i] === node);
    if (!same) this.list.replaceChildren(...wanted);
  }

  card(id) {
    const picture = el('img', { alt: '', loading: 'lazy', decoding: 'async' });
    const prompt = el('span', { class: 'card-prompt' });
    const state = el('span', { class: 'card-state' });
    const button = el(
      'button',
      { type: 'button', class: 'card', onclick: () => this.open(id) },
      picture,
      el('span', { class: 'card-text' }, prompt, state),
    );
    const remove = iconButton('Delete this run', 'close', () => this.runs.remove(id), {
      class: 'icon-button card-remove',
    });
    const node = el('li', { 'data-run': id }, button, remove);
    return {
      node,
      /** @param {Run} run @param {boolean} current */
      show: ({ edit }, current) => {
        const source = edit.images[0]?.url ?? (edit.request ? `/api/pictures/${edit.request.image}` : null);
        if (source !== null && picture.getAttribute('src') !== source) picture.src = source;
        prompt.textContent = edit.prompt;
        fill(
          state,
          el('span', { class: 'dot', 'data-state': edit.state }),
          stateWords(edit),
          isFinal(edit) ? ` · ${ago(edit.createdAt, Date.now())}` : '',
        );
        button.setAttribute('aria-current', String(current));
        remove.hidden = !isFinal(edit);
      },
    };
  }
}
