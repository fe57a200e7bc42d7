/** @import {Editor} from '../stage/editor.js' @import {Sides} from '../stage/outpaint.js' */
import { el } from '../page/dom.js';
import { size } from '../page/words.js';
import { MOST, NONE, SIDES, extended, toRatio, zoomOut } from '../stage/outpaint.js';

const RATIOS = [
  [1, 1],
  [4, 3],
  [3, 4],
  [3, 2],
  [2, 3],
  [16, 9],
  [9, 16],
  [21, 9],
];

/** The larger canvas in figures: shapes to choose from, and what is added on each side. @param {Editor} editor */
export function canvasFields(editor) {
  const set = (sides) => editor.store.set({ sides });
  const shapes = RATIOS.map(([across, down]) => {
    const title = `The smallest ${across}:${down} canvas that holds the picture`;
    return preset(editor, `${across}:${down}`, title, ({ width, height }) => toRatio(width, height, across, down));
  });
  const zooms = [1.5, 2].map((factor) => {
    const make = ({ width, height }) => zoomOut(width, height, factor);
    return preset(editor, `Zoom out ${factor}×`, 'As if the camera stepped back', make);
  });
  const inputs = SIDES.map((side) =>
    el('input', {
      type: 'number',
      min: 0,
      max: MOST,
      step: 1,
      id: `side-${side}`,
      oninput: ({ target }) => {
        const value = Math.min(MOST, Math.max(0, Math.round(Number(target.value) || 0)));
        set({ ...editor.state.sides, [side]: value });
      },
    }),
  );
  const result = el('p', { class: 'help', id: 'outpaint-size' });
  const box = el(
    'fieldset',
    { class: 'field outpaint' },
    el('legend', {}, 'Canvas'),
    el('div', { class: 'chips', role: 'group', 'aria-label': 'Shape' }, ...shapes),
    el(
      'div',
      { class: 'chips', role: 'group', 'aria-label': 'Zoom out' },
      ...zooms,
      preset(editor, 'None', 'The picture as it is', () => NONE),
    ),
    el(
      'div',
      { class: 'sides' },
      ...SIDES.map((side, i) => el('label', {}, el('span', {}, side[0].toUpperCase() + side.slice(1)), inputs[i])),
    ),
    result,
    el('p', { class: 'field-error', id: 'error-outpaint', role: 'alert' }),
  );
  editor.store.watch(({ picture, mode, sides }) => {
    box.hidden = mode !== 'outpaint';
    SIDES.forEach((side, i) => {
      if (document.activeElement !== inputs[i]) inputs[i].value = String(sides[side]);
    });
    const canvas = picture === null ? null : extended(picture, sides);
    result.textContent =
      canvas === null
        ? 'Choose a picture first.'
        : `${size(canvas.width, canvas.height)} pixels. Drag the sides of the frame, or type how many to add.`;
  });
  return box;
}

function preset(editor, words, title, make) {
  const act = () => {
    const { picture } = editor.state;
    if (picture !== null) editor.store.set({ sides: make(picture) });
  };
  return el('button', { type: 'button', class: 'chip', title, onclick: act }, words);
}
