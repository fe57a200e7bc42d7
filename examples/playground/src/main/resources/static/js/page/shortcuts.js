import { byId, el, fill, iconButton } from './dom.js';
import { keep, kept } from './storage.js';

/**
 * @typedef {{keys: string[], shown: string, words: string, act?: () => void, single?: boolean}} Shortcut
 *   keys as "ctrl+z"; single keys can be switched off, and never act while somebody types
 */

/** @param {Shortcut[]} shortcuts */
export function shortcuts(shortcuts) {
  let single = kept('keys') !== 'off';
  const dialog = byId('help');
  const open = () => dialog.showModal();
  byId('help-open').addEventListener('click', open);
  fill(
    dialog,
    el(
      'div',
      { class: 'dialog-head' },
      el('h2', { id: 'help-title' }, 'Keys'),
      iconButton('Close', 'close', () => dialog.close()),
    ),
    el(
      'dl',
      { class: 'keys' },
      ...shortcuts.map(({ shown, words }) => el('div', {}, el('dt', {}, ...caps(shown)), el('dd', {}, words))),
    ),
    el(
      'label',
      { class: 'switch-row' },
      el('input', {
        type: 'checkbox',
        role: 'switch',
        checked: single,
        onchange: (event) => {
          single = event.target.checked;
          keep('keys', single ? null : 'off');
        },
      }),
      el('span', {}, 'Single keys act when nothing is being typed'),
    ),
    el(
      'p',
      { class: 'help' },
      'Touch: one finger paints, two fingers move and zoom. The wheel zooms, the middle button moves. Alt turns a tool into its opposite.',
    ),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '?' && !typing(event.target)) {
      event.preventDefault();
      open();
      return;
    }
    if (dialog.open) return;
    const pressed = name(event);
    const found = shortcuts.find((shortcut) => shortcut.keys.includes(pressed));
    if (found?.act === undefined) return;
    if (found.single && (!single || typing(event.target))) return;
    if (pressed.includes('z') && typing(event.target)) return;
    event.preventDefault();
    if (event.repeat && event.key === 'Enter') return;
    found.act();
  });
}

/** Whether keys belong to what has the focus. */
export function typing(target) {
  return (
    target instanceof Element &&
    target.matches('textarea, select, input:not([type=range], [type=radio], [type=checkbox])')
  );
}

function name(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && /^[a-z]$/.test(key) ? 'shift+' : '';
  return `${event.ctrlKey || event.metaKey ? 'ctrl+' : ''}${shift}${key}`;
}

function caps(shown) {
  return shown.split(' ').map((part) => (part === 'or' ? ' or ' : el('kbd', {}, part)));
}
