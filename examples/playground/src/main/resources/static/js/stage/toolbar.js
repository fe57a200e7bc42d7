/** @import {Editor} from './editor.js' @import {Stage} from './stage.js' */
import { byId, el, iconButton } from '../page/dom.js';

const TOOLS = [
  ['brush', 'Brush', 'B'],
  ['eraser', 'Eraser', 'E'],
  ['rectangle', 'Rectangle', 'R'],
  ['lasso', 'Lasso', 'L'],
  ['pan', 'Move the picture', 'H'],
];
const WIDEST = 600;

/** The tools above the stage. @param {Editor} editor @param {Stage} stage @param {() => void} loadMask */
export function toolbar(editor, stage, loadMask) {
  const tools = TOOLS.map(([name, label, key]) =>
    iconButton(`${label} (${key})`, name, () => editor.store.set({ tool: name }), {
      'aria-pressed': false,
      'data-tool': name,
      'aria-keyshortcuts': key,
    }),
  );
  const size = el('input', {
    type: 'range',
    min: 0,
    max: 100,
    step: 1,
    id: 'brush-size',
    'aria-label': 'Brush size',
    title: 'Brush size ([ and ])',
  });
  const shown = el('output', { for: 'brush-size' });
  size.addEventListener('input', () => editor.store.set({ radius: fromSlider(Number(size.value)) }));
  const undo = iconButton('Undo (Ctrl+Z)', 'undo', () => editor.undo());
  const redo = iconButton('Redo (Ctrl+Shift+Z)', 'redo', () => editor.redo());
  const invert = iconButton('Invert the mask (I)', 'invert', () => editor.invert());
  const clear = iconButton('Clear the mask', 'clear', () => editor.clear());
  const load = iconButton('Load a mask file', 'load', loadMask);
  const root = byId('toolbar');
  root.append(
    el('div', { class: 'tool-group', role: 'group', 'aria-label': 'Tools' }, ...tools),
    el('div', { class: 'tool-group size' }, size, shown),
    el('div', { class: 'tool-group steps-back' }, undo, redo),
    el('div', { class: 'tool-group' }, invert, load, clear),
  );
  rove(root);
  editor.store.watch((state) => {
    root.hidden = state.mode !== 'mask' || state.picture === null;
    for (const tool of tools) tool.setAttribute('aria-pressed', String(tool.dataset.tool === state.tool));
    size.value = String(toSlider(state.radius));
    shown.textContent = `${2 * state.radius} px`;
    undo.disabled = !state.canUndo;
    redo.disabled = !state.canRedo;
    clear.disabled = state.coverage === 0;
  });
  byId('zoom-in').addEventListener('click', () => stage.zoomBy(1.25));
  byId('zoom-out').addEventListener('click', () => stage.zoomBy(0.8));
  byId('zoom-fit').addEventListener('click', () => stage.fit());
  byId('zoom-level').addEventListener('click', () => stage.actualSize());
}

/** One step of the brush size for the keys. @param {Editor} editor @param {1 | -1} direction */
export function stepSize(editor, direction) {
  const next = editor.state.radius * (direction > 0 ? 1.2 : 1 / 1.2);
  editor.store.set({ radius: Math.min(WIDEST, Math.max(1, direction > 0 ? Math.ceil(next) : Math.floor(next))) });
}

/** The slider is logarithmic: a small brush needs fine steps. */
function fromSlider(value) {
  return Math.max(1, Math.round(WIDEST ** (value / 100)));
}

function toSlider(radius) {
  return Math.round((100 * Math.log(radius)) / Math.log(WIDEST));
}

/** Arrow keys go through a toolbar; Tab leaves it. */
function rove(root) {
  root.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || !(event.target instanceof HTMLButtonElement)) return;
    const buttons = [...root.querySelectorAll('button:not(:disabled)')];
    const next = buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length];
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  });
}
