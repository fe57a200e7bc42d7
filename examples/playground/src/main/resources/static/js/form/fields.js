/** @import {Field} from './schema.js' */
import { el, icon, iconButton } from '../page/dom.js';

/**
 * One field on the page: label, control, help, and the place of its error.
 *
 * @typedef {{field: Field, node: HTMLElement, get: () => any, set: (value: any) => void, error: (message: string | null) => void}} Control
 * @param {Field} field @returns {Control}
 */
export function control(field) {
  const made = MAKERS[field.kind](field);
  const help = el('p', { class: 'help', id: `help-${field.name}` }, field.help);
  const error = el('p', { class: 'field-error', id: `error-${field.name}`, role: 'alert' });
  const node = el('div', { class: `field ${field.kind}`, 'data-field': field.name }, ...made.parts, help, error);
  for (const input of made.inputs) input.setAttribute('aria-describedby', `help-${field.name} error-${field.name}`);
  return {
    field,
    node,
    get: made.get,
    set: made.set,
    error: (message) => {
      error.textContent = message ?? '';
      for (const input of made.inputs) input.setAttribute('aria-invalid', String(message !== null));
      node.classList.toggle('invalid', message !== null);
    },
  };
}

function label(field, extra = null) {
  return el(
    'div',
    { class: 'label-row' },
    el('label', { for: field.name, id: `label-${field.name}` }, field.label),
    field.api !== undefined && el('code', { title: 'Its name in the request' }, field.api),
    extra,
  );
}

const MAKERS = {
  text(field) {
    const input = el('textarea', {
      id: field.name,
      rows: 3,
      maxlength: 4000,
      placeholder: 'e.g. an empty wall in the same light',
    });
    return {
      parts: [label(field), input],
      inputs: [input],
      get: () => input.value,
      set: (value) => (input.value = value),
    };
  },

  range(field) {
    const shown = el('output', { for: field.name });
    const input = el('input', { type: 'range', id: field.name, min: field.least, max: field.most, step: 1 });
    const show = () => {
      shown.textContent = field.unit === undefined ? input.value : `${input.value} ${field.unit}`;
      input.style.setProperty('--at', String((input.value - input.min) / (input.max - input.min)));
    };
    input.addEventListener('input', show);
    return {
      parts: [label(field, shown), input],
      inputs: [input],
      get: () => Number(input.value),
      set: (value) => {
        input.value = String(value);
        show();
      },
    };
  },

  switch(field) {
    const input = el('input', { type: 'checkbox', id: field.name, role: 'switch' });
    return {
      parts: [el('div', { class: 'switch-row' }, input, label(field))],
      inputs: [input],
      get: () => input.checked,
      set: (value) => (input.checked = Boolean(value)),
    };
  },

  choice(field) {
    const radios = (field.choices ?? []).map(([value]) =>
      el('input', { type: 'radio', name: field.name, value, id: `${field.name}-${value}` }),
    );
    const group = el(
      'div',
      { class: 'segments', role: 'radiogroup', 'aria-labelledby': `label-${field.name}` },
      ...radios.map((radio, i) => el('label', {}, radio, el('span', {}, field.choices?.[i][1] ?? ''))),
    );
    const heading = el(
      'div',
      { class: 'label-row' },
      el('span', { id: `label-${field.name}`, class: 'label' }, field.label),
      field.api !== undefined && el('code', { title: 'Its name in the request' }, field.api),
    );
    return {
      parts: [heading, group],
      inputs: radios,
      get: () => {
        const value = radios.find((radio) => radio.checked)?.value ?? field.start;
        return field.number ? Number(value) : value;
      },
      set: (value) => radios.forEach((radio) => (radio.checked = radio.value === String(value))),
    };
  },

  seed(field) {
    const input = el('input', {
      type: 'text',
      id: field.name,
      inputmode: 'numeric',
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: 'new each time',
    });
    const changed = () => input.dispatchEvent(new Event('input', { bubbles: true }));
    const roll = iconButton('A seed by chance', 'dice', () => {
      input.value = String(crypto.getRandomValues(new Uint32Array(1))[0]);
      changed();
    });
    const forget = iconButton('No seed', 'close', () => {
      input.value = '';
      changed();
    });
    return {
      parts: [label(field), el('div', { class: 'with-buttons' }, input, roll, forget)],
      inputs: [input],
      get: () => input.value.trim(),
      set: (value) => (input.value = value ?? ''),
    };
  },
};

/** A heading with fields that can be folded away. */
export function folded(title, controls) {
  return el(
    'details',
    { class: 'folded' },
    el('summary', {}, el('span', {}, title), icon('plus')),
    ...controls.map((one) => one.node),
  );
}
