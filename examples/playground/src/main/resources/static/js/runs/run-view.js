/** @import {Run, Runs} from './runs.js' @import {Edit, Result} from '../service/client.js' */
import { el, fill, icon } from '../page/dom.js';
import { duration } from '../page/words.js';
import { isFinal } from '../service/client.js';
import { codeBlock } from './code.js';
import { Compare } from './compare.js';
import { showFacts } from './facts.js';
import { Log } from './log.js';
import { panels } from './panels.js';
import { STEPS, stateWords, stepWords } from './state.js';
import { Waiting } from './waiting.js';

const TICK = 100;
const TITLE = document.title;

/**
 * One run: how far it is, and what came of it.
 *
 * @typedef {object} Actions
 * @property {(edit: Edit, result: Result) => void} useAsInput
 * @property {(edit: Edit) => void} editAgain
 * @property {(id: string) => void} open another run
 * @property {(seed: string) => void} useSeed
 */
export class RunView {
  /** @param {HTMLElement} root @param {Runs} runs @param {Actions} actions */
  constructor(root, runs, actions) {
    this.runs = runs;
    this.actions = actions;
    this.compare = new Compare(() => this.show(), actions.open);
    this.waiting = new Waiting();
    this.log = new Log();
    this.json = codeBlock('json', 'What is sent to fal, pictures shortened.');
    this.java = codeBlock('java', 'The same edit with the library.');
    this.prompt = el('h2', { class: 'run-prompt' });
    this.state = el('p', { class: 'run-state', role: 'status', id: 'run-state' });
    this.elapsed = el('p', { class: 'run-elapsed', id: 'run-elapsed', role: 'timer', 'aria-label': 'Elapsed' });
    this.buttons = el('div', { class: 'run-buttons' });
    this.steps = el(
      'ol',
      { class: 'steps', 'aria-label': 'Progress' },
      ...STEPS.map((step) => el('li', { 'data-step': step }, stepWords(step))),
    );
    this.problem = el('div', { class: 'problem', role: 'alert' });
    this.facts = el('dl', { class: 'facts' });
    this.empty = el('p', { class: 'run-empty' }, 'Nothing is selected. Start a run, or choose one from the list.');
    this.link = el('p', { class: 'link-lost', role: 'status' }, 'The connection is away. It is taken up where it was.');
    this.body = el(
      'div',
      { class: 'run-body' },
      el(
        'div',
        { class: 'run-head' },
        el('div', { class: 'run-title' }, this.prompt, el('div', { class: 'run-now' }, this.state, this.elapsed)),
        this.buttons,
      ),
      this.steps,
      this.link,
      el('div', { class: 'run-main' }, this.problem, this.waiting.node, this.compare.node),
      el(
        'div',
        { class: 'run-side' },
        this.facts,
        panels({ Log: this.log.node, JSON: this.json.node, Java: this.java.node }),
      ),
    );
    fill(root, this.empty, this.body);
    runs.store.watch(() => this.show());
    setInterval(() => this.#tick(), TICK);
  }

  show() {
    const run = this.runs.selected;
    document.title = run === null || isFinal(run.edit) ? TITLE : `${stateWords(run.edit)} · fluxfill`;
    this.empty.hidden = run !== null;
    this.body.hidden = run === null;
    if (run === null) return;
    const { edit } = run;
    this.compare.show(edit, this.runs.batch(edit));
    this.waiting.node.hidden = edit.images.length > 0;
    if (edit.images.length === 0) this.waiting.show(edit);
    const result = this.compare.result(edit);
    this.body.dataset.state = edit.state;
    this.prompt.textContent = edit.prompt;
    this.#state(edit);
    this.link.hidden = this.runs.store.value.link || isFinal(edit);
    this.#steps(edit);
    this.#buttons(edit, result);
    showFacts(this.facts, edit, result, this.actions.useSeed);
    this.#problem(edit, result);
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

  /** Only said again when it is new: what is written here is read out. */
  #state(edit) {
    const words = stateWords(edit);
    if (this.state.textContent === words) return;
    fill(this.state, el('span', { class: 'dot', 'data-state': edit.state }), words);
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

  #buttons(edit, result) {
    const key = `${edit.id} ${edit.state} ${result?.url}`;
    if (this.buttons.dataset.key === key) return;
    this.buttons.dataset.key = key;
    fill(
      this.buttons,
      !isFinal(edit) &&
        el(
          'button',
          { type: 'button', id: 'cancel', class: 'quiet', onclick: () => this.runs.cancel(edit.id) },
          icon('stop'),
          'Cancel',
        ),
      result !== undefined &&
        el(
          'button',
          { type: 'button', id: 'use-as-input', class: 'quiet', onclick: () => this.actions.useAsInput(edit, result) },
          icon('picture'),
          'Use as input',
        ),
      isFinal(edit) &&
        el(
          'button',
          { type: 'button', id: 'edit-again', class: 'quiet', onclick: () => this.actions.editAgain(edit) },
          icon('again'),
          'Edit again',
        ),
      result !== undefined &&
        el(
          'a',
          { class: 'button quiet', id: 'download', href: `${result.url}?download=1`, download: '' },
          icon('download'),
          'Download',
        ),
    );
  }

  #problem(edit, result) {
    const flagged = result?.nsfw === true;
    this.problem.hidden = !edit.error && !flagged;
    this.problem.dataset.kind = edit.state === 'CANCELLED' ? 'note' : 'error';
    if (flagged) {
      fill(
        this.problem,
        el('strong', {}, 'The service flagged this picture.'),
        el('p', {}, 'It may be black for that reason. Another prompt or seed may pass.'),
      );
    } else if (edit.error) {
      fill(
        this.problem,
        el('strong', {}, edit.error.title),
        el('p', {}, edit.error.detail),
        (edit.error.errors ?? []).length > 0 &&
          el('ul', {}, ...edit.error.errors.map((one) => el('li', {}, el('code', {}, one.field), ' ', one.message))),
        el('p', { class: 'help' }, 'The picture, the mask and the settings are kept: “Edit again” brings them back.'),
      );
    }
  }
}
