/**
 * The fields of the request: what they are called by the service, what they take, and what they do.
 *
 * @typedef {object} Field
 * @property {string} name  in the playground's request
 * @property {string} [api]  in fal's schema; none for what the playground itself does
 * @property {string} label
 * @property {string} help
 * @property {'text' | 'choice' | 'range' | 'switch' | 'seed'} kind
 * @property {any} start
 * @property {[string, string][]} [choices] value and words
 * @property {number} [least] @property {number} [most] @property {string} [unit]
 * @property {boolean} [number] choices that are sent as numbers
 */

/** @type {Field} */
export const PROMPT = {
  name: 'prompt',
  api: 'prompt',
  label: 'What should be there?',
  help: 'Describe what the marked place should show. To remove something, describe the background behind it.',
  kind: 'text',
  start: '',
};

/** @type {Field[]} */
export const EDGE = [
  {
    name: 'maskGrow',
    label: 'Grow',
    help: 'Widens the mask: halos go, too. 0 to 200.',
    kind: 'range',
    start: 0,
    least: 0,
    most: 200,
    unit: 'px',
  },
  {
    name: 'maskFeather',
    label: 'Feather',
    help: 'Softens its border: no seam. 0 to 200.',
    kind: 'range',
    start: 0,
    least: 0,
    most: 200,
    unit: 'px',
  },
  {
    name: 'keepOutside',
    label: 'Keep everything else as it is',
    help: 'Lays the result over your picture through the mask. The model’s own picture may shift colours everywhere.',
    kind: 'switch',
    start: true,
  },
];

/** @type {Field[]} */
export const RESULT = [
  {
    name: 'numImages',
    api: 'num_images',
    label: 'Pictures',
    help: 'Made by one request. Each is paid for.',
    kind: 'choice',
    start: '1',
    choices: [1, 2, 3, 4].map((n) => [String(n), String(n)]),
    number: true,
  },
  {
    name: 'variants',
    label: 'Variants',
    help: 'Requests at once, each with its own seed.',
    kind: 'choice',
    start: '1',
    choices: [1, 2, 3, 4].map((n) => [String(n), String(n)]),
    number: true,
  },
  {
    name: 'seed',
    api: 'seed',
    label: 'Seed',
    help: 'A whole number. The same seed, prompt and pictures give the same result.',
    kind: 'seed',
    start: '',
  },
];

/** @type {Field[]} */
export const MORE = [
  {
    name: 'outputFormat',
    api: 'output_format',
    label: 'Format',
    help: 'JPEG is what the service makes when not told; PNG loses nothing.',
    kind: 'choice',
    start: 'jpeg',
    choices: [
      ['jpeg', 'JPEG'],
      ['png', 'PNG'],
    ],
  },
  {
    name: 'safetyTolerance',
    api: 'safety_tolerance',
    label: 'Safety tolerance',
    help: 'From 1, the strictest, to 6, the most permissive. The service’s own is 2.',
    kind: 'range',
    start: 2,
    least: 1,
    most: 6,
  },
  {
    name: 'enhancePrompt',
    api: 'enhance_prompt',
    label: 'Enhance the prompt',
    help: 'Lets the service rewrite your words before it paints.',
    kind: 'switch',
    start: false,
  },
  {
    name: 'syncMode',
    api: 'sync_mode',
    label: 'Picture inside the reply',
    help: 'The result comes as data instead of as a link, and does not stay in the service’s request history.',
    kind: 'switch',
    start: false,
  },
];

/** @type {Field} */
export const ON_CLOSE = {
  name: 'onClose',
  label: 'If this tab closes',
  help: 'A run goes on and is found under Runs, or it is cancelled ten seconds after its last watcher left.',
  kind: 'choice',
  start: 'keep',
  choices: [
    ['keep', 'Keep running'],
    ['cancel', 'Cancel it'],
  ],
};

const SEED_LEAST = -(2n ** 63n);
const SEED_MOST = 2n ** 63n - 1n;

/** What is wrong with a seed as typed, or null. @param {string} text @returns {string | null} */
export function seedProblem(text) {
  if (text === '') return null;
  if (!/^-?\d+$/.test(text)) return 'A seed is a whole number, such as 42.';
  const value = BigInt(text);
  return value < SEED_LEAST || value > SEED_MOST ? 'This number is too large: a seed has at most 64 bits.' : null;
}
