import { el } from '../page/dom.js';

/** Panels of which one is shown, with their tabs; arrow keys go from tab to tab. @param {Record<string, HTMLElement>} panels by title */
export function panels(panels) {
  const titles = Object.keys(panels);
  const tabs = titles.map((title) =>
    el('button', { type: 'button', role: 'tab', id: `panel-${title}`, onclick: () => show(title) }, title),
  );
  const show = (shown) => {
    titles.forEach((title, i) => {
      tabs[i].setAttribute('aria-selected', String(title === shown));
      tabs[i].tabIndex = title === shown ? 0 : -1;
      panels[title].hidden = title !== shown;
    });
  };
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    next.click();
    next.focus();
  };
  for (const [title, panel] of Object.entries(panels)) {
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', `panel-${title}`);
  }
  show(titles[0]);
  const list = el('div', { class: 'tabs small', role: 'tablist', 'aria-label': 'Details', onkeydown: move }, ...tabs);
  return el('div', { class: 'panels' }, list, ...Object.values(panels));
}
