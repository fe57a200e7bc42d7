/** @import {Editor} from './editor.js' @import {Stage} from './stage.js' */

const STEP = 8;
const LEAP = 40;
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The tools without a pointer: arrow keys move the brush, Enter puts it down and lifts it. @param {Stage} stage @param {Editor} editor */
export function keyboardBrush(stage, editor) {
  let at = null;
  stage.root.addEventListener('keydown', (event) => {
    if (event.target !== stage.root || event.ctrlKey || event.metaKey) return;
    const way = WAYS[event.key];
    if (way !== undefined) {
      event.preventDefault();
      const step = event.shiftKey ? LEAP : STEP;
      if (editor.state.tool === 'pan' || editor.state.mode === 'outpaint') {
        stage.panBy(-way[0] * LEAP, -way[1] * LEAP);
        return;
      }
      at ??= { x: stage.root.clientWidth / 2, y: stage.root.clientHeight / 2 };
      at = {
        x: clamp(at.x + way[0] * step, stage.root.clientWidth),
        y: clamp(at.y + way[1] * step, stage.root.clientHeight),
      };
      stage.point(at);
      stage.draw([at]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      at ??= { x: stage.root.clientWidth / 2, y: stage.root.clientHeight / 2 };
      if (stage.tool === null) stage.begin(at);
      else stage.end();
      stage.point(at);
    } else if (event.key === 'Escape') {
      stage.abandon();
    }
  });
  stage.root.addEventListener('pointerdown', () => (at = null));
  stage.root.addEventListener('blur', () => stage.end());
}

function clamp(value, most) {
  return Math.min(most, Math.max(0, value));
}
