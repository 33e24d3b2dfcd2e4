/** What happens next: a binary heap of moments; of two at the same time the one put first comes first. */
export class Timeline<T> {
  readonly #heap: { readonly at: number; readonly order: number; readonly what: T }[] = [];
  #count = 0;

  put(at: number, what: T): void {
    const heap = this.#heap;
    const one = { at, order: (this.#count += 1), what };
    let i = heap.length;
    heap.push(one);
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || before(parent, one)) break;
      heap[i] = parent;
      i = up;
    }
    heap[i] = one;
  }

  take(): { readonly at: number; readonly what: T } | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      let child = heap[down];
      if (child === undefined) break;
      const right = heap[down + 1];
      if (right !== undefined && before(right, child)) {
        down += 1;
        child = right;
      }
      if (!before(child, last)) break;
      heap[i] = child;
      i = down;
    }
    heap[i] = last;
    return first;
  }
}
const before = (a: { readonly at: number; readonly order: number }, b: { readonly at: number; readonly order: number }): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
