import { byId } from './dom.js';

const NAMES = /** @type {const} */ (['edit', 'run']);

/** The two views of the large area: the picture that is prepared, and a run. */
export class Views {
  constructor() {
    this.tabs = NAMES.map((name) => byId(`tab-${name}`));
    this.tabs.forEach((tab, i) => {
      tab.addEventListener('click', () => this.show(NAMES[i]));
      tab.addEventListener('keydown', (event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        this.show(NAMES[1 - i]);
        this.tabs[1 - i].focus();
      });
    });
  }

  /** @param {'edit' | 'run'} shown */
  show(shown) {
    NAMES.forEach((name, i) => {
      const on = name === shown;
      this.tabs[i].setAttribute('aria-selected', String(on));
      this.tabs[i].tabIndex = on ? 0 : -1;
      byId(`view-${name}`).hidden = !on;
    });
    if (document.body.dataset.view !== shown && matchMedia('(max-width: 900px)').matches) scrollTo({ top: 0 });
    document.body.dataset.view = shown;
  }
}
