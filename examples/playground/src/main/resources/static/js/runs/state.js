/** @import {Edit} from '../service/client.js' */

const WORDS = {
  PREPARING: 'Preparing',
  IN_QUEUE: 'In the queue',
  IN_PROGRESS: 'Running',
  COMPLETED: 'Done',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
};

/** What an edit is doing, in words. An unknown state is shown as the service wrote it. @param {Edit} edit */
export function stateWords(edit) {
  if (edit.state === 'IN_QUEUE' && edit.queuePosition !== null) {
    return edit.queuePosition === 0 ? 'Next in the queue' : `In the queue, ${edit.queuePosition} before it`;
  }
  return WORDS[edit.state] ?? edit.state;
}

export const STEPS = ['PREPARING', 'IN_QUEUE', 'IN_PROGRESS', 'COMPLETED'];

export function stepWords(step) {
  return WORDS[step];
}
