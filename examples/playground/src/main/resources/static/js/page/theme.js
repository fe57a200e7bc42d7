import { fill, icon } from './dom.js';
import { keep, kept } from './storage.js';

const NEXT = { auto: 'light', light: 'dark', dark: 'auto' };
const LOOK = { auto: ['auto', 'like the system'], light: ['sun', 'light'], dark: ['moon', 'dark'] };

/** A button that goes through: like the system, light, dark. @param {HTMLButtonElement} button */
export function themeButton(button) {
  let theme = kept('theme') ?? 'auto';
  const show = () => {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    const [drawing, words] = LOOK[theme] ?? LOOK.auto;
    fill(button, icon(drawing));
    button.title = `Colours: ${words}`;
    button.setAttribute('aria-label', button.title);
  };
  button.addEventListener('click', () => {
    theme = NEXT[theme] ?? 'auto';
    keep('theme', theme);
    show();
  });
  show();
}
