/** @import {Run, Runs} from './runs.js' @import {Edit, Result} from '../service/client.js' */
import { el, fill, icon, iconButton } from '../page/dom.js';
import { duration, share, size } from '../page/words.js';
import { isFinal } from '../service/client.js';
import { codeBlock } from './code.js';
import { Log } from './log.js';
import { STEPS, stateWords, stepWords } from './state.js';
import { Waiting } from './waiting.js';
import { Wipe } from './wipe.js';

const TICK = 100;
const MODES = [
  ['wipe', 'Wipe'],
  ['side', 'Side by side'],
  ['difference', 'Difference'],
];

/**
 * One run: how far it is, and what came of it.
 *
 * @typedef {object} Actions
 * @property {(edit: Edit, result: Result) => void} useAsInput
 * @property {(edit: Edit) => void} editAgain
 * @property {(seed: string) => void} useSeed
 */
export class RunView {
  /** @param {HTMLElement} root @param {Runs} runs @param {Actions} actions */
  constructor(root, runs, actions) {
    this.runs = runs;
    this.actions = actions;
    this.index = 0;
    this.raw = false;
    this.shownId = '';
    this.wipe = new Wipe();
    this.waiting = new Waiting();
    this.log = new Log();
    this.json = codeBlock('json', 'What is sent to fal, pictures shortened.');
    this.java = codeBlock('java', 'The same edit with the library.');
    this.prompt = el('h2', { class: 'run-prompt' });
    this.state = el('p', { class: 'run-state', role: 'status', id: 'run-state' });
    this.elapsed = el('p', { class: 'run-elapsed', id: 'run-elapsed', role: 'timer', 'aria-label': 'Elapsed' });
    this.buttons = el('div', { class: 'run-buttons' });
    this.steps = el('ol', { class: 'steps', 'aria-label': 'Progress' }, ...STEPS.map((step) => el('li', { 'data-step': step }, stepWords(step))));
    this.modes = this.#modeButtons();
    this.thumbs = el('div', { class: 'thumbs' });
    this.problem = el('div', { class: 'problem', role: 'alert' });
    this.facts = el('dl', { class: 'facts' });
    this.empty = el('p', { class: 'run-empty' }, 'Nothing is selected. Start a run, or choose one from the list.');
    this.link = el('p', { class: 'link-lost', role: 'status' }, 'The connection is away. It is taken up where it was.');
    this.body = el(
      'div',
      { class: 'run-body' },
      el('div', { class: 'run-head' }, el('div', { class: 'run-title' }, this.prompt, el('div', { class: 'run-now' }, this.state, this.elapsed)), this.buttons),
      this.steps,
      this.link,
      el('div', { class: 'run-main' }, this.problem, this.waiting.node, this.wipe.node, el('div', { class: 'run-below' }, this.modes, this.thumbs)),
      el('div', { class: 'run-side' }, this.facts, this.#panels()),
    );
    fill(root, this.empty, this.body);
    runs.store.watch(() => this.show());
    setInterval(() => this.#tick(), TICK);
  }

  show() {
    const run = this.runs.selected;
    this.empty.hidden = run !== null;
    this.body.hidden = run === null;
    if (run === null) return;
    const { edit } = run;
    if (edit.id !== this.shownId) {
      this.shownId = edit.id;
      this.index = 0;
      this.raw = false;
    }
    this.body.dataset.state = edit.state;
    this.prompt.textContent = edit.prompt;
    fill(this.state, el('span', { class: 'dot', 'data-state': edit.state }), stateWords(edit));
    this.link.hidden = this.runs.store.value.link || isFinal(edit);
    this.#steps(edit);
    this.#picture(edit);
    this.#buttons(edit);
    this.#facts(edit);
    this.#problem(edit);
    this.log.show(edit.id, run.logs);
    this.json.show(edit.fal ? JSON.stringify(edit.fal, null, 2) : 'It is shown as soon as it is put together.');
    this.java.show(edit.java ?? 'It is shown as soon as it is put together.');
    this.#tick();
  }

  #tick() {
    const run = this.runs.selected;
    if (run === null) return;
    const since = isFinal(run.edit) ? 0 : performance.now() - run.heard;
    const words = duration(run.edit.elapsedMs + since);
    if (this.elapsed.textContent !== words) this.elapsed.textContent = words;
  }

  #steps(edit) {
    const at = STEPS.indexOf(edit.state);
    this.steps.hidden = isFinal(edit);
    [...this.steps.children].forEach((step, i) => {
      step.dataset.done = String(i < at);
      if (i === at) step.setAttribute('aria-current', 'step');
      else step.removeAttribute('aria-current');
    });
  }

  #picture(edit) {
    const done = edit.images.length > 0;
    this.wipe.node.hidden = !done;
    this.modes.hidden = !done;
    this.waiting.node.hidden = done;
    if (!done) {
      this.waiting.show(edit);
      fill(this.thumbs);
      return;
    }
    const result = edit.images[Math.min(this.index, edit.images.length - 1)];
    const before = `/api/pictures/${edit.request?.image ?? ''}`;
    this.wipe.show(before, this.raw ? `${result.url}/raw` : result.url, result, place(edit, result));
    this.#thumbs(edit);
  }

  #thumbs(edit) {
    const batch = this.runs.batch(edit);
    const pictures = edit.images.length > 1 ? edit.images : [];
    const variants = batch.length > 1 ? batch : [];
    const key = JSON.stringify([edit.id, this.index, pictures.length, variants.map((other) => [other.id, other.images.length])]);
    if (this.thumbs.dataset.key === key) return;
    this.thumbs.dataset.key = key;
    fill(
      this.thumbs,
      ...pictures.map((image, i) => thumb(`Picture ${i + 1}`, image.url, i === this.index, () => { this.index = i; this.show(); })),
      ...variants.map((other, i) => thumb(`Variant ${i + 1}`, other.images[0]?.url ?? null, other.id === edit.id, () => { location.hash = `run=${other.id}`; })),
    );
  }

  #buttons(edit) {
    const key = `${edit.id} ${edit.state} ${this.index}`;
    if (this.buttons.dataset.key === key) return;
    this.buttons.dataset.key = key;
    const result = edit.images[this.index];
    fill(
      this.buttons,
      !isFinal(edit) && el('button', { type: 'button', id: 'cancel', class: 'quiet', onclick: () => this.runs.cancel(edit.id) }, icon('stop'), 'Cancel'),
      result !== undefined && el('button', { type: 'button', id: 'use-as-input', class: 'quiet', onclick: () => this.actions.useAsInput(edit, result) }, icon('picture'), 'Use as input'),
      isFinal(edit) && el('button', { type: 'button', id: 'edit-again', class: 'quiet', onclick: () => this.actions.editAgain(edit) }, icon('again'), 'Edit again'),
      result !== undefined && el('a', { class: 'button quiet', id: 'download', href: `${result.url}?download=1`, download: '' }, icon('download'), 'Download'),
    );
  }

  #facts(edit) {
    const result = edit.images[this.index];
    const seed = edit.seed;
    fill(
      this.facts,
      ...fact('Seed', seed !== null && seed !== undefined && el('span', { class: 'with-buttons' }, el('code', { id: 'seed-used' }, seed), iconButton('Use this seed for the next run', 'again', () => this.actions.useSeed(seed)))),
      ...fact('Size', result !== undefined && `${size(result.width, result.height)}`),
      ...fact('Changed outside the mask', result?.outsideChange && outside(result.outsideChange)),
      ...fact('Billed', edit.billableUnits && `${edit.billableUnits} units`),
      ...fact('Estimate', edit.estimateUsd && `$${edit.estimateUsd}`),
      ...fact('Request', edit.requestId && el('code', {}, edit.requestId)),
    );
  }

  #problem(edit) {
    const flagged = edit.images[this.index]?.nsfw === true;
    this.problem.hidden = !edit.error && !flagged;
    if (flagged) {
      fill(this.problem, el('strong', {}, 'The service flagged this picture.'), el('p', {}, 'It may be black for that reason. Another prompt or seed may pass.'));
    } else if (edit.error) {
      fill(
        this.problem,
        el('strong', {}, edit.error.title),
        el('p', {}, edit.error.detail),
        (edit.error.errors ?? []).length > 0 && el('ul', {}, ...edit.error.errors.map((one) => el('li', {}, el('code', {}, one.field), ' ', one.message))),
        el('p', { class: 'help' }, 'The picture, the mask and the settings are kept: “Edit again” brings them back.'),
      );
    }
  }

  #modeButtons() {
    const buttons = MODES.map(([mode, words]) =>
      el('button', { type: 'button', class: 'chip', 'aria-pressed': mode === 'wipe', onclick: () => {
        this.wipe.mode(mode);
        buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(MODES[i][0] === mode)));
      } }, el('span', {}, words)),
    );
    const raw = el('button', { type: 'button', class: 'chip', 'aria-pressed': false, title: 'Before it was laid over your picture', onclick: () => {
      this.raw = !this.raw;
      raw.setAttribute('aria-pressed', String(this.raw));
      this.show();
    } }, 'Model’s own');
    return el('div', { class: 'chips', role: 'group', 'aria-label': 'How to compare' }, ...buttons, raw);
  }

  #panels() {
    const panels = { Log: this.log.node, JSON: this.json.node, Java: this.java.node };
    const tabs = Object.keys(panels).map((name) =>
      el('button', { type: 'button', role: 'tab', id: `panel-${name}`, onclick: () => show(name) }, name),
    );
    const show = (name) => {
      for (const tab of tabs) {
        const on = tab.textContent === name;
        tab.setAttribute('aria-selected', String(on));
        tab.tabIndex = on ? 0 : -1;
        panels[tab.textContent ?? ''].hidden = !on;
      }
    };
    const list = el('div', { class: 'tabs small', role: 'tablist', 'aria-label': 'Details', onkeydown: (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
      next.click();
      next.focus();
    } }, ...tabs);
    for (const [name, panel] of Object.entries(panels)) {
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', `panel-${name}`);
    }
    show('Log');
    return el('div', { class: 'panels' }, list, ...Object.values(panels));
  }
}

/** Where the old picture lies in the new one, which is larger when the canvas was extended. */
function place(edit, result) {
  const sides = edit.request?.outpaint;
  if (!sides) return { x: 0, y: 0, width: 1, height: 1 };
  return {
    x: sides.left / result.width,
    y: sides.top / result.height,
    width: (result.width - sides.left - sides.right) / result.width,
    height: (result.height - sides.top - sides.bottom) / result.height,
  };
}

function outside({ mean, changedShare }) {
  return mean === 0 ? 'nothing' : `${share(changedShare)} of it, by ${mean.toFixed(2)} of 255`;
}

function fact(name, value) {
  return value ? [el('div', {}, el('dt', {}, name), el('dd', {}, value))] : [];
}

function thumb(label, source, current, onclick) {
  return el('button', { type: 'button', class: 'thumb', 'aria-label': label, 'aria-pressed': current, onclick }, source === null ? el('span', {}, '…') : el('img', { src: source, alt: '' }));
}
