import { byId, el, fill, icon, iconButton } from './dom.js';

/**
 * Says what went wrong, and the way out, at the top of the page.
 *
 * @param {string} title @param {string} detail @param {[string, () => void][]} [actions] @param {'error' | 'note'} [kind]
 */
export function banner(title, detail, actions = [], kind = 'error') {
  const node = byId('banner');
  node.dataset.kind = kind;
  fill(
    node,
    icon(kind === 'error' ? 'warning' : 'help'),
    el('div', {}, title !== '' && el('strong', {}, title), ' ', el('span', {}, detail)),
    ...actions.map(([words, act]) =>
      el(
        'button',
        {
          type: 'button',
          class: 'quiet',
          onclick: () => {
            hideBanner();
            act();
          },
        },
        words,
      ),
    ),
    iconButton('Close this message', 'close', hideBanner),
  );
  node.hidden = false;
}

export function hideBanner() {
  byId('banner').hidden = true;
}

/** Says something to screen readers only. @param {string} words */
export function announce(words) {
  byId('announce').textContent = words;
}
