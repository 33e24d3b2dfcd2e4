/** Builds elements. Text is always text, never markup. */

export type Child = Node | string | number | null | undefined | false | readonly Child[];
export interface Props {
  readonly class?: string;
  readonly on?: Readonly<Partial<{ [K in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[K]) => void }>>;
  /** Attributes: `true` is present, `false` and `null` absent. */
  readonly [attribute: string]: unknown;
}

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on') for (const [event, run] of Object.entries(value as Record<string, EventListener>)) element.addEventListener(event, run);
    else setAttribute(element, name, value as string | number | boolean | null | undefined);
  }
  append(element, children);
  return element;
}
export function setAttribute(element: Element, name: string, value: string | number | boolean | null | undefined): void {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}
function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(parent, child as readonly Child[]);
    else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child as string | number)));
  }
}
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren();
  append(element, children);
}
export { say, toast } from '../shared/toast.js';
/** Rebuilds part of the page and puts focus and caret back where they were, when that field is there again. */
export function keepingFocus(within: Element, rebuild: () => void): void {
  const before = document.activeElement;
  const id = before !== null && within.contains(before) ? before.id : '';
  const caret = before instanceof HTMLTextAreaElement ? before.selectionStart : null;
  rebuild();
  const after = id === '' ? null : document.getElementById(id);
  after?.focus();
  if (caret !== null && after instanceof HTMLTextAreaElement) after.setSelectionRange(caret, caret);
}
let ids = 0;
/** A label and its field, tied together. */
export function field(label: string, input: HTMLElement, hint?: string): HTMLElement {
  input.id ||= `f${++ids}`;
  const hintId = hint === undefined ? null : `${input.id}-hint`;
  if (hintId !== null) input.setAttribute('aria-describedby', hintId);
  return h('div', { class: 'field' }, h('label', { for: input.id }, label), input, hint === undefined ? null : h('small', { id: hintId }, hint));
}
export function button(text: Child, click: () => void, props: Props = {}): HTMLButtonElement {
  return h('button', { type: 'button', ...props, on: { click } }, text);
}
export function select(options: readonly (readonly [value: string, text: string])[], props: Props = {}): HTMLSelectElement {
  return h('select', props, options.map(([value, text]) => h('option', { value }, text)));
}
export function table(heads: readonly string[], rows: readonly (readonly Child[])[], empty: string, caption: string): HTMLElement {
  if (rows.length === 0) return h('p', { class: 'empty' }, empty);
  return h('div', { class: 'scroll' }, h('table', {}, h('caption', { class: 'unseen' }, caption),
    h('thead', {}, h('tr', {}, heads.map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell) => h('td', {}, cell)))))));
}
