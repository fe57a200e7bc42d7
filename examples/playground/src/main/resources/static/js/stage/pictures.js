/** @import {Editor} from './editor.js' @import {Info, Picture} from '../service/client.js' */
import { readMask, resize } from '../mask/read.js';
import { byId, el, fill } from '../page/dom.js';
import { bytes, size } from '../page/words.js';
import * as service from '../service/client.js';

/** How pictures and masks come in: dropped, pasted, picked, from the samples, or from a finished run. */
export class Pictures {
  /** @param {Editor} editor @param {(error: unknown) => void} failed @param {(message: string, actions?: [string, () => void][]) => void} tell */
  constructor(editor, failed, tell) {
    this.editor = editor;
    this.failed = failed;
    this.tell = tell;
    this.most = Infinity;
    this.picker = byId('file-picture');
    this.maskPicker = byId('file-mask');
    byId('pick').addEventListener('click', () => this.pick());
    this.picker.addEventListener('change', () => this.#picked(this.picker, (file) => this.add(file, file.name)));
    this.maskPicker.addEventListener('change', () => this.#picked(this.maskPicker, (file) => this.mask(file)));
    this.#drops();
    document.addEventListener('paste', (event) => this.#pasted(event));
    editor.store.watch(({ picture }) => (byId('start').hidden = picture !== null));
  }

  /** @param {Info} info */
  offer(info) {
    this.most = info.maxUploadBytes;
    byId('pick-limits').textContent =
      `JPEG, PNG, WebP, GIF or AVIF, up to ${bytes(info.maxUploadBytes)} and ${info.maxMegapixels} megapixels`;
    fill(
      byId('samples'),
      ...info.samples.map((sample) =>
        el(
          'button',
          { type: 'button', class: 'sample', onclick: () => this.#open(() => service.sample(sample.name)) },
          el('img', { src: sample.url, alt: '', loading: 'lazy' }),
          el('span', {}, sample.title),
        ),
      ),
    );
  }

  pick() {
    this.picker.click();
  }

  pickMask() {
    this.maskPicker.click();
  }

  /** @param {Blob} file @param {string} name */
  async add(file, name) {
    if (file.size > this.most) {
      const words = `${name} has ${bytes(file.size)}; at most ${bytes(this.most)} are taken. Make it smaller, or save it as JPEG.`;
      this.#refused(new service.ServiceError(413, 'The file is too large', words, []));
      return;
    }
    await this.#open(async () => service.upload(await readable(file), name));
  }

  /** A mask file over the picture. @param {Blob} file */
  async mask(file) {
    const { picture } = this.editor.state;
    if (picture === null) return;
    try {
      const read = await readMask(file);
      const take = (mask) => {
        this.editor.replace(mask.data);
        this.tell(
          mask.transparency
            ? 'Mask loaded: what is transparent is repainted.'
            : 'Mask loaded: what is white is repainted. Invert it if it means the opposite.',
        );
      };
      if (read.width === picture.width && read.height === picture.height) {
        take(read);
        return;
      }
      this.tell(
        `The mask has ${size(read.width, read.height)} pixels, the picture ${size(picture.width, picture.height)}.`,
        [['Stretch it to fit', () => take(resize(read, picture.width, picture.height))]],
      );
    } catch {
      byId('error-mask').textContent = 'This file cannot be read as a picture.';
    }
  }

  async #open(fetched) {
    const busy = byId('busy');
    byId('error-image').textContent = '';
    busy.textContent = 'Reading the picture …';
    busy.hidden = false;
    try {
      /** @type {Picture} */
      const picture = await fetched();
      this.editor.open(picture);
    } catch (error) {
      this.#refused(error);
    } finally {
      busy.hidden = true;
    }
  }

  /** Says at the place for the picture what is wrong with it; with another one on the stage that place is not to be seen. */
  #refused(error) {
    const aboutIt = error instanceof service.ServiceError && error.status >= 400 && error.status < 500;
    if (aboutIt && this.editor.state.picture === null)
      byId('error-image').textContent = `${error.title}. ${error.detail}`;
    else this.failed(error);
  }

  #picked(input, use) {
    const [file] = input.files;
    input.value = '';
    if (file !== undefined) use(file);
  }

  #pasted(event) {
    const file = [...(event.clipboardData?.files ?? [])].find((one) => one.type.startsWith('image/'));
    if (file === undefined) return;
    event.preventDefault();
    this.add(file, file.name || 'pasted.png');
  }

  #drops() {
    const hint = byId('drop-hint');
    let depth = 0;
    const files = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
    addEventListener('dragenter', (event) => {
      if (files(event) && ++depth > 0) hint.hidden = false;
    });
    addEventListener('dragleave', (event) => {
      if (files(event) && --depth === 0) hint.hidden = true;
    });
    addEventListener('dragover', (event) => {
      if (files(event)) event.preventDefault();
    });
    addEventListener('drop', (event) => {
      if (!files(event)) return;
      event.preventDefault();
      depth = 0;
      hint.hidden = true;
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) this.add(file, file.name);
    });
  }
}

/** The service has no decoder for AVIF, but the browser has: it goes there as PNG. @param {Blob} file @returns {Promise<Blob>} */
async function readable(file) {
  if (file.type !== 'image/avif') return file;
  try {
    const bitmap = await createImageBitmap(file);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    bitmap.close();
    return await canvas.convertToBlob({ type: 'image/png' });
  } catch {
    return file;
  }
}
