/** @import {Edit, Result} from '../service/client.js' */
import { el, fill, iconButton } from '../page/dom.js';
import { share, size, some } from '../page/words.js';

/**
 * What is known about a run, line by line; what is not known has no line.
 *
 * @param {HTMLElement} list @param {Edit} edit @param {Result | undefined} result @param {(seed: string) => void} useSeed
 */
export function showFacts(list, edit, result, useSeed) {
  const key = JSON.stringify([edit.id, edit.seed, edit.billableUnits, edit.requestId, edit.estimateUsd, result]);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  fill(
    list,
    ...fact('Seed', edit.seed && seed(edit.seed, useSeed)),
    ...fact('Size', result && size(result.width, result.height)),
    ...fact('Outside the mask', result?.outsideChange && outside(result.outsideChange, edit.request?.keepOutside)),
    ...fact('Billed', edit.billableUnits && some(edit.billableUnits, 'unit')),
    ...fact('Estimate', edit.estimateUsd && `$${edit.estimateUsd}`),
    ...fact('Request', edit.requestId && el('code', {}, edit.requestId)),
  );
}

function seed(value, useSeed) {
  const again = iconButton('Use this seed for the next run', 'again', () => useSeed(value));
  return el('span', { class: 'with-buttons' }, el('code', { id: 'seed-used' }, value), again);
}

function outside({ changedShare }, putBack) {
  if (changedShare === 0) return 'nothing changed visibly';
  return putBack ? `${share(changedShare)} changed, put back` : `${share(changedShare)} changed`;
}

function fact(name, value) {
  return value ? [el('div', {}, el('dt', {}, name), el('dd', {}, value))] : [];
}
