/** @import {Editor} from '../stage/editor.js' @import {Control} from './fields.js' @import {FieldError} from '../service/client.js' */
import { byId, el, fill, icon } from '../page/dom.js';
import { keep, kept } from '../page/storage.js';
import { share, size } from '../page/words.js';
import { added } from '../stage/outpaint.js';
import { canvasFields } from './canvas-fields.js';
import { control, folded } from './fields.js';
import { EDGE, MORE, ON_CLOSE, PROMPT, RESULT, seedProblem } from './schema.js';

/** The library and fal name some fields otherwise than the page does. */
const ALSO = {
  image_url: 'image',
  mask_url: 'mask',
  num_images: 'numImages',
  output_format: 'outputFormat',
  safety_tolerance: 'safetyTolerance',
  enhance_prompt: 'enhancePrompt',
  sync_mode: 'syncMode',
};

/** The request as a form. What the picture and the mask are is the editor's; all else is here. */
export class RequestForm {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.root = byId('form');
    const prompt = control(PROMPT);
    const edge = EDGE.map(control);
    const result = RESULT.map(control);
    const more = MORE.map(control);
    const onClose = control(ON_CLOSE);
    /** @type {Map<string, Control>} */
    this.controls = new Map([prompt, ...edge, ...result, ...more, onClose].map((one) => [one.field.name, one]));
    for (const one of this.controls.values()) one.set(one.field.start);
    this.inputs = el('div', { class: 'inputs' });
    this.mode = this.#modes();
    fill(
      byId('fields'),
      this.mode,
      this.inputs,
      el('p', { class: 'field-error', id: 'error-mask', role: 'alert' }),
      canvasFields(editor),
      prompt.node,
      el('div', { class: 'pair' }, edge[0].node, edge[1].node),
      edge[2].node,
      el('hr'),
      el('div', { class: 'pair' }, result[0].node, result[1].node),
      result[2].node,
      folded('More settings', more),
    );
    byId('on-close').append(onClose.node);
    fill(byId('run'), icon('play'), 'Run');
    this.root.addEventListener('input', () => this.#typed());
    this.root.addEventListener('change', (event) => {
      if (event.target.name === 'onClose') keep('onClose', this.#get('onClose'));
    });
    editor.store.watch((state) => this.#show(state));
  }

  /** The service's own default for what happens at the closing of the tab, unless somebody chose. */
  useOnClose(value) {
    this.controls.get('onClose')?.set(kept('onClose') ?? value);
  }

  /** All values by name, as the playground's request takes them. */
  values() {
    const values = Object.fromEntries([...this.controls].map(([name, one]) => [name, one.get()]));
    return {
      ...values,
      seed: values.seed === '' ? null : values.seed,
      safetyTolerance: String(values.safetyTolerance),
    };
  }

  /** @param {Record<string, any>} values those that are known are taken over */
  set(values) {
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined && (value !== null || name === 'seed')) this.controls.get(name)?.set(value);
    }
    this.#typed();
  }

  /** What can be said before anything is sent. @returns {FieldError[]} */
  problems() {
    const { picture, mode, coverage, sides } = this.editor.state;
    const problems = [];
    if (picture === null) problems.push({ field: 'image', message: 'Choose a picture first.' });
    else if (mode === 'mask' && coverage === 0) {
      problems.push({ field: 'mask', message: 'Paint over the place that should change.' });
    } else if (mode === 'mask' && coverage === 1) {
      problems.push({
        field: 'mask',
        message: 'Everything is marked. Leave some of the picture, so that the model sees what to match.',
      });
    } else if (mode === 'outpaint' && added(sides) === 0) {
      problems.push({ field: 'outpaint', message: 'Choose a shape, or drag a side of the frame outwards.' });
    }
    if (this.#get('prompt').trim() === '') problems.push({ field: 'prompt', message: 'Say what should be there.' });
    const seed = seedProblem(this.#get('seed'));
    if (seed !== null) problems.push({ field: 'seed', message: seed });
    return problems;
  }

  /** Shows each error at its field. @param {FieldError[]} errors @returns {FieldError[]} those without a place here */
  show(errors) {
    this.clearErrors();
    const homeless = [];
    let first = null;
    for (const error of errors) {
      const name = ALSO[error.field] ?? error.field.split('.')[0];
      const one = this.controls.get(name);
      const named = one === undefined ? document.getElementById(`error-${name}`) : null;
      // With a picture on the stage the place for the choice of one is not to be seen.
      const place = named?.closest('[hidden]') ? null : named;
      if (one !== undefined) one.error(error.message);
      else if (place !== null) place.textContent = error.message;
      else homeless.push(error);
      first ??= one?.node ?? place?.parentElement ?? null;
    }
    first?.closest('details')?.setAttribute('open', '');
    const input = first?.querySelector('textarea, input, button');
    if (input instanceof HTMLElement) input.focus({ preventScroll: true });
    first?.scrollIntoView({ block: 'nearest' });
    return homeless;
  }

  clearErrors() {
    for (const one of this.controls.values()) one.error(null);
    for (const name of ['image', 'mask', 'outpaint']) {
      const place = document.getElementById(`error-${name}`);
      if (place !== null) place.textContent = '';
    }
  }

  /** @param {boolean} busy */
  sending(busy) {
    const button = byId('run');
    button.disabled = busy;
    fill(button, icon('play'), busy ? 'Sending …' : 'Run');
  }

  #get(name) {
    return /** @type {Control} */ (this.controls.get(name)).get();
  }

  #typed() {
    this.clearErrors();
    this.editor.store.set({ grow: this.#get('maskGrow'), feather: this.#get('maskFeather') });
    this.root.dispatchEvent(new CustomEvent('changed'));
  }

  #modes() {
    const radio = (value, drawing, words) => {
      const input = el('input', {
        type: 'radio',
        name: 'mode',
        value,
        onchange: () => this.editor.store.set({ mode: value }),
      });
      return el('label', {}, input, el('span', {}, icon(drawing), words));
    };
    return el(
      'div',
      { class: 'segments wide', role: 'radiogroup', 'aria-label': 'What to do' },
      radio('mask', 'brush', 'Paint a mask'),
      radio('outpaint', 'extend', 'Extend the canvas'),
    );
  }

  #show(state) {
    const { picture, mode, coverage } = state;
    for (const input of this.mode.querySelectorAll('input')) input.checked = input.value === mode;
    fill(
      this.inputs,
      line(
        'image_url',
        'Picture',
        picture === null ? 'none yet' : `${picture.name} · ${size(picture.width, picture.height)}`,
      ),
      line('mask_url', 'Mask', maskWords(state)),
    );
    const maskError = document.getElementById('error-mask');
    if (maskError !== null && coverage > 0) maskError.textContent = '';
  }
}

function maskWords({ picture, mode, coverage }) {
  if (mode === 'outpaint') return 'the new border';
  if (picture === null) return 'none yet';
  return coverage === 0 ? 'not painted yet' : `${share(coverage)} to repaint`;
}

function line(api, words, value) {
  return el(
    'p',
    { class: 'input-line' },
    el('span', {}, words),
    el('strong', { title: value }, value),
    el('code', {}, api),
  );
}
