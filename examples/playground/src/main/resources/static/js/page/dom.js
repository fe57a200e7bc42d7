const SVG = 'http://www.w3.org/2000/svg';

/** The element with this id, which the page always has. @returns {any} */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element #${id}.`);
  return found;
}

/**
 * A new element. Text becomes text nodes, never markup, wherever it comes from.
 *
 * @param {string} tag
 * @param {Record<string, any>} [attributes] names with "on" are listeners; false and null leave the attribute out, but for ARIA,
 *   where false is a value
 * @param {...(Node | string | number | null | false)} children
 * @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || (value === false && !name.startsWith('aria-'))) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value));
  }
  fill(node, ...children);
  return node;
}

/** Replaces what a node holds. @param {Element} node @param {...(Node | string | number | null | false)} children */
export function fill(node, ...children) {
  node.replaceChildren(
    ...children
      .filter((child) => child !== null && child !== false)
      .map((child) => (child instanceof Node ? child : String(child))),
  );
}

/** A drawing of the icon sheet; decoration only, so the label is beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** @param {string} label @param {string} name of the icon */
export function iconButton(label, name, onclick, extra = {}) {
  return el(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick, ...extra },
    icon(name),
  );
}
