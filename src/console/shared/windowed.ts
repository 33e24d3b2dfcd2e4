/** A long list of rows of one height: only those in sight (and a few around) are in the page, the rest is empty space. */
import { computed, ref, type ComputedRef } from 'vue';

const AROUND = 8;
export interface Windowed<T> {
  readonly rows: ComputedRef<readonly T[]>;
  /** Place of the first of `rows` in the whole list, from 0. */
  readonly from: ComputedRef<number>;
  /** Height of what is left out, px. */
  readonly before: ComputedRef<number>;
  readonly after: ComputedRef<number>;
  readonly onScroll: (event: { readonly currentTarget: unknown }) => void;
}
function scrolls(target: unknown): target is { readonly scrollTop: number; readonly clientHeight: number } { return typeof target === 'object' && target !== null && 'scrollTop' in target && 'clientHeight' in target; }

/** `height` of a row, px. Up to `few` rows all are shown. */
export function windowed<T>(all: () => readonly T[], height: number, few = 60): Windowed<T> {
  const top = ref(0);
  const seen = ref(600);
  const from = computed(() => (all().length <= few ? 0 : Math.max(0, Math.min(Math.floor(top.value / height) - AROUND, all().length - few))));
  const to = computed(() => (all().length <= few ? all().length : Math.min(all().length, from.value + Math.ceil(seen.value / height) + 2 * AROUND)));
  return {
    from, rows: computed(() => all().slice(from.value, to.value)), before: computed(() => from.value * height), after: computed(() => (all().length - to.value) * height),
    onScroll: ({ currentTarget }) => { if (scrolls(currentTarget)) { top.value = currentTarget.scrollTop; seen.value = currentTarget.clientHeight; } },
  };
}
