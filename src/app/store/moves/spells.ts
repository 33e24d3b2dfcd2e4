/** Collectors' states as they follow one another: one row a state, the open one too, so that nothing of a day waits in memory. */
import type { SpellState } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { CLOCK_MARK, markOf } from './in-force.js';

export interface SpellBegin { readonly entityId: Id; readonly teamId: Id | null; readonly state: SpellState; readonly reason: string | null; readonly campaignIds: readonly Id[] }
/** `next`: what began then; null: they are out of any state, signed off. */
export interface SpellChange { readonly userId: Id; readonly at: Instant; readonly next: SpellBegin | null }

/** In the order they happened. A change ends what was open of that collector. */
export function keepSpells({ tx, ids }: MoveContext, input: { readonly changes: readonly SpellChange[] }): void {
  for (const { userId, at, next } of input.changes) {
    for (const open of tx.find('agentSpell', { where: { userId, to: null } })) tx.update('agentSpell', open.id, { to: Math.max(open.from, at) }, at);
    if (next) tx.insert('agentSpell', { id: ids.id(), version: 1, createdAt: at, updatedAt: at, userId, ...next, from: at, to: null, cut: false });
  }
}

/**
 * Ends what a server that is no more left open, at the last instant it is known to have been there: the latest of its clock mark
 * (written every few seconds), journal, event stream and state changes. Returns how many. To be run before anything of a new start
 * is written down.
 */
export function endLeftSpells({ tx }: MoveContext, input: { readonly now: Instant }): number {
  const open = tx.find('agentSpell', { where: { to: null }, limit: 100_000 });
  if (open.length === 0) return 0;
  const known = Math.max(
    markOf(tx.get('setting', CLOCK_MARK)?.value), tx.first('journal', { order: [{ by: 'seq', down: true }] })?.at ?? 0,
    tx.first('streamEvent', { order: [{ by: 'seq', down: true }] })?.at ?? 0, tx.first('agentSpell', { order: [{ by: 'from', down: true }] })?.from ?? 0,
  );
  const last = Math.min(known, input.now);
  for (const one of open) tx.update('agentSpell', one.id, { to: Math.max(one.from, last), cut: true }, input.now);
  return open.length;
}
