/** @import {Edit, Info, Result} from './service/client.js' */
import { Estimate } from './form/estimate.js';
import { RequestForm } from './form/form.js';
import { toPng } from './mask/png.js';
import { readMask } from './mask/read.js';
import { announce, banner, hideBanner } from './page/banner.js';
import { byId, el, fill } from './page/dom.js';
import { keepDraft, takeDraft } from './page/draft.js';
import { themeButton } from './page/theme.js';
import { Views } from './page/views.js';
import { share, size } from './page/words.js';
import { History } from './runs/history.js';
import { RunView } from './runs/run-view.js';
import { Runs } from './runs/runs.js';
import { stateWords } from './runs/state.js';
import * as service from './service/client.js';
import { Editor } from './stage/editor.js';
import { keyboardBrush } from './stage/keyboard-brush.js';
import { keys } from './stage/keys.js';
import { Pictures } from './stage/pictures.js';
import { Stage } from './stage/stage.js';
import { toolbar } from './stage/toolbar.js';

const editor = new Editor();
const views = new Views();
const stage = new Stage(editor);
const form = new RequestForm(editor);
const estimate = new Estimate(byId('estimate'), editor, form);
const pictures = new Pictures(editor, failed, (message, actions) => banner('', message, actions, 'note'));
const runs = new Runs(failed, (edit) => {
  announce(`Run ended: ${stateWords(edit)}`);
  service.info().then(showService, failed);
});

themeButton(byId('theme'));
toolbar(editor, stage, () => pictures.pickMask());
keyboardBrush(stage, editor);
new History(byId('history'), runs, openRun);
new RunView(byId('view-run'), runs, { useAsInput, editAgain, open: openRun, useSeed: (seed) => form.set({ seed }) });

keys(editor, stage, pictures, form);

form.root.addEventListener('submit', (event) => {
  event.preventDefault();
  run();
});
addEventListener('hashchange', openHash);
editor.store.watch((state, before) => {
  showFacts(state);
  if (state.picture !== before.picture) views.show('edit');
});

begin();

async function begin() {
  await greet();
  await takeDraft(editor, form);
  keepDraft(editor, form);
  openHash();
  runs.start();
  document.body.dataset.ready = 'true';
}

async function greet() {
  try {
    const info = await service.info();
    estimate.real = isReal(info);
    pictures.offer(info);
    form.useOnClose(info.onClose);
    showService(info);
  } catch (error) {
    failed(error);
  }
}

/** @param {Info} info */
function showService(info) {
  const node = byId('service');
  node.dataset.real = String(isReal(info));
  fill(
    node,
    el('strong', {}, isReal(info) ? 'fal, with your key' : 'local-fal'),
    el('span', {}, isReal(info) ? `$${info.spentUsd} of $${info.capUsd} spent` : 'on this machine, free'),
  );
}

/** Whether the money is real. @param {Info} info */
function isReal(info) {
  return info.service !== 'local-fal';
}

let isSending = false;

async function run() {
  // A key that is held, or pressed twice, must not pay twice.
  if (isSending) return;
  hideBanner();
  const problems = form.problems();
  if (problems.length > 0) {
    views.show('edit');
    form.show(problems);
    return;
  }
  isSending = true;
  form.sending(true);
  try {
    const edits = await runs.send(await request());
    openRun(edits[0].id);
  } catch (error) {
    // The mask may be what the service does not have any more.
    sentMask = NOT_SENT;
    failed(error);
  } finally {
    isSending = false;
    form.sending(false);
  }
}

const NOT_SENT = { version: -1, id: '' };
let sentMask = NOT_SENT;

async function request() {
  const { picture, mode, sides, version } = editor.state;
  const values = form.values();
  const painted = mode === 'mask';
  if (painted && sentMask.version !== version) {
    sentMask = { version, id: (await service.upload(await toPng(editor.mask), 'mask.png')).id };
  }
  return {
    ...values,
    image: picture?.id,
    mask: painted ? sentMask.id : null,
    outpaint: painted ? null : sides,
    maskInvert: false,
  };
}

/** Shows a failure where it belongs: at its field, or as a banner. @param {unknown} error */
function failed(error) {
  if (!(error instanceof service.ServiceError)) {
    banner('Something went wrong in this page', error instanceof Error ? error.message : String(error), [
      ['Reload', () => location.reload()],
    ]);
    return;
  }
  const homeless = form.show(error.fields);
  if (error.fields.length > 0) views.show('edit');
  if (error.fields.length > 0 && homeless.length === 0) return;
  const others = homeless.filter((one) => one.message !== error.detail);
  const detail = [error.detail, ...others.map((one) => `${one.field}: ${one.message}`)].join(' ');
  banner(error.title, detail, error.status === 0 ? [['Try again', () => location.reload()]] : []);
}

/** The selected run is in the address, so that a reload, a second tab and the back button find it. @param {string} id */
function openRun(id) {
  if (location.hash === `#run=${id}`) openHash();
  else location.hash = `run=${id}`;
}

function openHash() {
  const id = /^#run=([A-Za-z0-9_-]{8,40})$/.exec(location.hash)?.[1];
  if (id === undefined) return;
  views.show('run');
  runs.select(id);
}

function showFacts({ picture, mode, coverage }) {
  fill(
    byId('picture-facts'),
    picture !== null && el('span', { class: 'facts-name', title: picture.name }, picture.name),
    picture !== null && el('span', {}, size(picture.width, picture.height)),
    picture !== null &&
      mode === 'mask' &&
      el('span', { id: 'mask-facts' }, coverage === 0 ? 'no mask yet' : `mask ${share(coverage)}`),
    picture !== null && el('button', { type: 'button', class: 'quiet', onclick: () => pictures.pick() }, 'Change'),
  );
}

/** @param {Edit} edit @param {Result} result */
async function useAsInput(edit, result) {
  try {
    const type = result.contentType === 'image/png' ? 'png' : 'jpg';
    await pictures.add(await service.bytes(result.url), `edited-${edit.seed ?? edit.id}.${type}`);
    views.show('edit');
  } catch (error) {
    failed(error);
  }
}

/** Brings back the picture, the mask and the settings of a run. @param {Edit} edit */
async function editAgain(edit) {
  const asked = edit.request;
  if (asked === undefined) return;
  try {
    const url = `/api/pictures/${asked.image}`;
    const image = await createImageBitmap(await service.bytes(url));
    editor.open({
      id: asked.image,
      name: asked.imageName ?? 'picture of the run',
      width: image.width,
      height: image.height,
      format: '',
      bytes: 0,
      url,
    });
    image.close();
    if (asked.mask) editor.replace((await readMask(await service.bytes(`/api/pictures/${asked.mask}`))).data);
    editor.store.set(asked.outpaint ? { mode: 'outpaint', sides: asked.outpaint } : { mode: 'mask' });
    form.set({ ...asked, seed: asked.seed ?? '', outputFormat: asked.outputFormat ?? 'jpeg' });
    views.show('edit');
  } catch (error) {
    failed(error);
  }
}
