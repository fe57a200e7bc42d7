import { el, fill, icon } from '../page/dom.js';

const JAVA =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>"""[\s\S]*?"""|"(?:\\.|[^"\\])*")|(?<word>\b(?:import|package|return|new|var|final|static|void|public|private|class|null|true|false|throws|try)\b)|(?<number>\b\d[\d_.]*[LlFfDd]?\b)/g;
const JSON_TEXT =
  /(?<key>"(?:\\.|[^"\\])*")(?=\s*:)|(?<string>"(?:\\.|[^"\\])*")|(?<word>\b(?:true|false|null)\b)|(?<number>-?\d[\d.eE+-]*)/g;

/** A piece of code in colours, with a button that copies it as it is. @param {'java' | 'json'} language @param {string} words */
export function codeBlock(language, words) {
  const code = el('code');
  let source = '';
  const button = el(
    'button',
    { type: 'button', class: 'quiet copy', onclick: () => copy(source, button) },
    icon('copy'),
    el('span', {}, 'Copy'),
  );
  const node = el(
    'div',
    { class: 'code' },
    el('div', { class: 'code-head' }, el('p', { class: 'help' }, words), button),
    el('pre', { tabindex: 0 }, code),
  );
  return {
    node,
    /** @param {string} text */
    show(text) {
      if (text === source) return;
      source = text;
      fill(code, ...coloured(text, language === 'java' ? JAVA : JSON_TEXT));
    },
  };
}

function coloured(text, pattern) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    const kind = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined)?.[0] ?? 'word';
    parts.push(el('span', { class: `code-${kind}` }, match[0]));
    at = match.index + match[0].length;
  }
  parts.push(text.slice(at));
  return parts;
}

async function copy(text, button) {
  let words = 'Copied';
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    words = 'Select it and press Ctrl+C';
  }
  fill(button, icon('check'), el('span', { role: 'status' }, words));
  setTimeout(() => fill(button, icon('copy'), el('span', {}, 'Copy')), 2000);
}
