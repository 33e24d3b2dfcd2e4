/** Rows that are rebuilt only when they change, so that focus, hover and selection survive half-second pushes. */
import { fill, h, type Child } from '../dom.js';

export class Rows<T> {
  readonly element: HTMLElement;
  readonly #list: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #known = new Map<string, { readonly text: string; readonly node: HTMLElement }>();
  constructor(private readonly o: { readonly heads?: readonly string[]; readonly caption: string; readonly empty: string; readonly class?: string; readonly id: (row: T) => string; readonly draw: (row: T) => HTMLElement; readonly order: (a: T, b: T) => number }) {
    this.#empty = h('p', { class: 'empty' }, o.empty);
    this.#list = o.heads === undefined ? h('div', { class: o.class ?? '' }) : h('tbody');
    const body = o.heads === undefined ? this.#list : h('div', { class: 'scroll' }, h('table', {}, h('caption', { class: 'unseen' }, o.caption), h('thead', {}, h('tr', {}, o.heads.map((text) => h('th', { scope: 'col' }, text)))), this.#list));
    this.element = h('div', {}, this.#empty, body);
  }
  show(rows: readonly T[]): void {
    this.#empty.hidden = rows.length > 0;
    this.element.lastElementChild?.toggleAttribute('hidden', rows.length === 0);
    const present = new Set<string>();
    let place: Element | null = this.#list.firstElementChild;
    for (const row of [...rows].sort(this.o.order)) {
      const id = this.o.id(row);
      present.add(id);
      const text = JSON.stringify(row);
      let known = this.#known.get(id);
      if (known?.text !== text) {
        const node = this.o.draw(row);
        if (known) { if (place === known.node) place = node; known.node.replaceWith(node); }
        known = { text, node };
        this.#known.set(id, known);
      }
      if (known.node === place) place = place.nextElementSibling;
      else this.#list.insertBefore(known.node, place);
    }
    for (const [id, { node }] of this.#known) if (!present.has(id)) { node.remove(); this.#known.delete(id); }
  }
}
export const cells = (...values: Child[]): HTMLElement => h('tr', {}, values.map((v) => h('td', {}, v)));
/** Says how long something has lasted, or is still to come; `tickClocks` keeps them going. */
export const clockSince = (since: number): HTMLElement => h('time', { class: 'since', 'data-since': since });
export const clockUntil = (until: number): HTMLElement => h('time', { class: 'since', 'data-until': until });
export function tickClocks(root: HTMLElement, now: number, text: (ms: number) => string): void {
  for (const node of root.querySelectorAll<HTMLElement>('[data-since]')) fill(node, text(now - Number(node.dataset['since'])));
  for (const node of root.querySelectorAll<HTMLElement>('[data-until]')) fill(node, text(Math.max(0, Number(node.dataset['until']) - now)));
}
