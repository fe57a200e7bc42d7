/** @import {Editor} from '../stage/editor.js' @import {RequestForm} from '../form/form.js' */
import { pack, unpack } from '../mask/pack.js';
import { OF_THIS_TAB, keep, kept } from './storage.js';

const AFTER = 400;

/** Keeps what is being prepared over a reload of the tab: picture, mask, canvas and form. @param {Editor} editor @param {RequestForm} form */
export function keepDraft(editor, form) {
  let timer;
  const save = () => {
    const { picture, mode, sides } = editor.state;
    const mask = picture === null ? '' : pack(editor.mask.data);
    keep('draft', JSON.stringify({ picture, mode, sides, mask, values: form.values() }), OF_THIS_TAB);
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, AFTER);
  };
  editor.store.watch((state, before) => {
    if (state !== before) soon();
  });
  form.root.addEventListener('changed', soon);
  addEventListener('pagehide', save);
}

/** Takes up what was kept, if its picture is still there. @param {Editor} editor @param {RequestForm} form */
export async function takeDraft(editor, form) {
  const text = kept('draft', OF_THIS_TAB);
  if (text === null) return;
  try {
    const { picture, mode, sides, mask, values } = JSON.parse(text);
    form.set(values);
    if (picture === null) return;
    const still = await fetch(picture.url, { method: 'HEAD' });
    if (!still.ok) return;
    editor.open(picture);
    const data = new Uint8Array(editor.mask.data.length);
    unpack(mask, data);
    if (data.includes(255)) editor.replace(data);
    editor.store.set({ mode, sides });
  } catch {
    keep('draft', null, OF_THIS_TAB);
  }
}
