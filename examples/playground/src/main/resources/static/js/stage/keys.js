/** @import {Editor} from './editor.js' @import {Stage} from './stage.js' @import {Pictures} from './pictures.js' */
/** @import {RequestForm} from '../form/form.js' */
import { shortcuts } from '../page/shortcuts.js';
import { stepSize } from './toolbar.js';

/** What the keys do. @param {Editor} editor @param {Stage} stage @param {Pictures} pictures @param {RequestForm} form */
export function keys(editor, stage, pictures, form) {
  spaceBar(stage);
  shortcuts([
    { keys: ['b'], shown: 'B', words: 'Brush', single: true, act: () => editor.store.set({ tool: 'brush' }) },
    { keys: ['e'], shown: 'E', words: 'Eraser', single: true, act: () => editor.store.set({ tool: 'eraser' }) },
    { keys: ['r'], shown: 'R', words: 'Rectangle', single: true, act: () => editor.store.set({ tool: 'rectangle' }) },
    { keys: ['l'], shown: 'L', words: 'Lasso', single: true, act: () => editor.store.set({ tool: 'lasso' }) },
    {
      keys: ['h'],
      shown: 'H',
      words: 'Move the picture; or hold Space',
      single: true,
      act: () => editor.store.set({ tool: 'pan' }),
    },
    { keys: ['['], shown: '[', words: 'Smaller brush', single: true, act: () => stepSize(editor, -1) },
    { keys: [']'], shown: ']', words: 'Larger brush', single: true, act: () => stepSize(editor, 1) },
    { keys: ['i'], shown: 'I', words: 'Invert the mask', single: true, act: () => editor.invert() },
    { keys: ['ctrl+z'], shown: 'Ctrl Z', words: 'Undo', act: () => editor.undo() },
    { keys: ['ctrl+shift+z', 'ctrl+y'], shown: 'Ctrl Shift Z', words: 'Redo', act: () => editor.redo() },
    { keys: ['+', '='], shown: '+', words: 'Zoom in', single: true, act: () => stage.zoomBy(1.25) },
    { keys: ['-'], shown: '−', words: 'Zoom out', single: true, act: () => stage.zoomBy(0.8) },
    { keys: ['0'], shown: '0', words: 'Fit to the window', single: true, act: () => stage.fit() },
    { keys: ['1'], shown: '1', words: 'Actual size', single: true, act: () => stage.actualSize() },
    { keys: ['ctrl+o'], shown: 'Ctrl O', words: 'Choose a picture', act: () => pictures.pick() },
    { keys: ['ctrl+Enter'], shown: 'Ctrl Enter', words: 'Run', act: () => form.root.requestSubmit() },
    { keys: [], shown: 'Arrows', words: 'On the stage: move the brush; Enter puts it down or lifts it' },
    { keys: [], shown: '?', words: 'This list' },
  ]);
}

/** The space bar holds the picture as long as it is down. */
function spaceBar(stage) {
  for (const kind of ['keydown', 'keyup']) {
    document.addEventListener(kind, (event) => {
      if (event.key !== ' ' || !(event.target === document.body || event.target === stage.root)) return;
      event.preventDefault();
      stage.holdPicture(kind === 'keydown');
    });
  }
}
