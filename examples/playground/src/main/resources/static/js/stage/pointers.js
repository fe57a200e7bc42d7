/**
 * Fingers, pens and the mouse on the stage, told apart: one paints, two move and zoom the picture; the middle button and the
 * pan tool move it.
 *
 * @typedef {{x: number, y: number}} Point  in CSS pixels of the stage
 * @typedef {object} Handler
 * @property {(point: Point, event: PointerEvent) => void} down
 * @property {(points: Point[], event: PointerEvent) => void} move  all positions since the last call, none left out
 * @property {(event: PointerEvent) => void} up
 * @property {() => void} abandon  what was begun was meant as something else
 * @property {(point: Point | null, event: PointerEvent) => void} hover
 * @property {(dx: number, dy: number) => void} pan
 * @property {(factor: number, at: Point) => void} zoom
 * @property {(event: PointerEvent) => boolean} pans  whether this pointer moves the picture
 */

/** @param {HTMLElement} stage @param {Handler} handler */
export function listen(stage, handler) {
  /** @type {Map<number, Point>} */
  const fingers = new Map();
  /** @type {'none' | 'tool' | 'pan' | 'pinch'} */
  let doing = 'none';

  const at = (event) => {
    const box = stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  stage.addEventListener('pointerdown', (event) => {
    if (event.button > 1 || (event.target instanceof Element && event.target.closest('button, input'))) return;
    event.preventDefault();
    stage.focus({ preventScroll: true });
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, at(event));
    if (fingers.size === 2) {
      if (doing === 'tool') handler.abandon();
      doing = 'pinch';
    } else if (fingers.size === 1) {
      doing = handler.pans(event) ? 'pan' : 'tool';
      if (doing === 'tool') handler.down(at(event), event);
    }
  });

  stage.addEventListener('pointermove', (event) => {
    const here = at(event);
    const before = fingers.get(event.pointerId);
    handler.hover(here, event);
    if (before === undefined) return;
    if (doing === 'pan') handler.pan(here.x - before.x, here.y - before.y);
    if (doing === 'pinch') pinch(event.pointerId, before, here);
    fingers.set(event.pointerId, here);
    if (doing === 'tool') {
      const all = event.getCoalescedEvents?.() ?? [];
      handler.move((all.length > 0 ? all : [event]).map(at), event);
    }
  });

  const pinch = (id, before, here) => {
    const other = [...fingers].find(([finger]) => finger !== id)?.[1];
    if (other === undefined) return;
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const now = Math.hypot(here.x - other.x, here.y - other.y);
    const middle = { x: (here.x + other.x) / 2, y: (here.y + other.y) / 2 };
    handler.pan((here.x - before.x) / 2, (here.y - before.y) / 2);
    if (was > 8) handler.zoom(now / was, middle);
  };

  const end = (event, finished) => {
    if (!fingers.delete(event.pointerId)) return;
    if (doing === 'tool') finished ? handler.up(event) : handler.abandon();
    if (fingers.size === 0 || doing === 'tool') doing = 'none';
  };
  stage.addEventListener('pointerup', (event) => end(event, true));
  stage.addEventListener('pointercancel', (event) => end(event, false));
  stage.addEventListener('pointerleave', (event) => handler.hover(null, event));

  stage.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      if (event.ctrlKey || event.deltaMode !== 0 || Math.abs(event.deltaX) < 1) {
        const step = event.deltaMode === 0 ? event.deltaY : event.deltaY * 30;
        handler.zoom(Math.exp(-step / (event.ctrlKey ? 120 : 480)), at(event));
      } else {
        handler.pan(-event.deltaX, -event.deltaY);
      }
    },
    { passive: false },
  );
}
