/**
 * State machines as data: every state has a row for every event, and the compiler refuses a missing one.
 * A cell says where to go and which effects to ask for, or its stance: `late` (a fact that no longer matters: count it,
 * change nothing) or `refuse` (a request that can't be met in this state: tell the asker).
 */
export type Stance = 'late' | 'refuse';
export interface Move<S extends string, F extends string> { readonly to: S; readonly do: readonly F[] }
export type Cell<S extends string, F extends string> = Move<S, F> | Stance;
export type Table<S extends string, E extends string, F extends string> = { readonly [State in S]: { readonly [Event in E]: Cell<S, F> } };

/** A cell: go to `to` and do these, in order. */
export const go = <S extends string, F extends string>(to: S, ...effects: readonly F[]): Move<S, F> => ({ to, do: effects });

export const isMove = <S extends string, F extends string>(cell: Cell<S, F>): cell is Move<S, F> => typeof cell !== 'string';

/** States that can be reached from `start`, and those from which one of `ends` can be reached: what the walk test checks. */
export function walk<S extends string, E extends string, F extends string>(table: Table<S, E, F>, states: readonly S[], events: readonly E[], start: S, ends: readonly S[]): { readonly unreachable: readonly S[]; readonly stuck: readonly S[] } {
  const next = (state: S): S[] => events.flatMap((event) => { const cell = table[state][event]; return isMove(cell) ? [cell.to] : []; });
  const reached = new Set<S>([start]);
  for (const state of reached) for (const to of next(state)) reached.add(to);
  const leaves = new Set<S>(ends);
  for (let grown = true; grown;) {
    grown = false;
    for (const state of states) if (!leaves.has(state) && next(state).some((to) => leaves.has(to))) { leaves.add(state); grown = true; }
  }
  return { unreachable: states.filter((state) => !reached.has(state)), stuck: states.filter((state) => !leaves.has(state)) };
}
