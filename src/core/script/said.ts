/**
 * Which required statements were made in a call, read from its journal. Three kinds of line tell it, each naming the collector (`by`):
 * `script` (what was to be said, when it was put before them), `said` (ticked or taken back), `verified` (from then on the gated ones are due).
 */
import type { Id, Instant } from '../units.js';

export interface JournalTold { readonly at: Instant; readonly event: string; readonly data: unknown }
export const STATEMENT_EVENTS: ReadonlySet<string> = new Set(['script', 'said', 'verified']);

/** What one collector had to say, and did. `sealed`: the words as they were shown to them; they may name the debtor. */
export interface SaidBy {
  readonly userId: Id; readonly verified: boolean; readonly sealed: string | null;
  readonly statements: readonly { readonly due: boolean; readonly saidAt: Instant | null }[];
}
/** Of the whole call: how many were due to any of its collectors, and how many of those one of them made. Null: no script asked for any. */
export interface StatementTally { readonly due: number; readonly said: number }

export function saidIn(journal: readonly JournalTold[]): readonly SaidBy[] {
  const found = new Map<Id, { verified: boolean; sealed: string | null; readonly gated: readonly boolean[]; readonly saidAt: (Instant | null)[] }>();
  const verified = new Set<Id>();
  for (const { at, event, data } of journal) {
    const by = fieldOf(data, 'by');
    if (!STATEMENT_EVENTS.has(event) || typeof by !== 'string') continue;
    if (event === 'verified') verified.add(by);
    // Shown again after a restart: what was ticked before stands.
    else if (event === 'script') { if (!found.has(by)) { const gated = gatedOf(data); const sealed = fieldOf(data, 'sealed'); found.set(by, { verified: false, sealed: typeof sealed === 'string' ? sealed : null, gated, saidAt: gated.map(() => null) }); } }
    else {
      const [n, of] = [fieldOf(data, 'n'), found.get(by)];
      if (of !== undefined && typeof n === 'number' && n in of.saidAt) of.saidAt[n] = fieldOf(data, 'on') === true ? of.saidAt[n] ?? at : null;
    }
  }
  return [...found].map(([userId, { sealed, gated, saidAt }]) => ({
    userId, sealed, verified: verified.has(userId), statements: gated.map((one, n) => ({ due: !one || verified.has(userId), saidAt: saidAt[n] ?? null })),
  }));
}

/** After a transfer both have the same script: what the first said need not be said twice. */
export function tallyOf(said: readonly SaidBy[]): StatementTally | null {
  const most = Math.max(0, ...said.map((one) => one.statements.length));
  if (most === 0) return null;
  const all = Array.from({ length: most }, (_, n) => ({ due: said.some((one) => one.statements[n]?.due === true), said: said.some((one) => one.statements[n]?.saidAt != null) }));
  const due = all.filter((one) => one.due);
  return { due: due.length, said: due.filter((one) => one.said).length };
}

function fieldOf(data: unknown, name: string): unknown { return typeof data === 'object' && data !== null && name in data ? Object.entries(data).find(([key]) => key === name)?.[1] : undefined; }
function gatedOf(data: unknown): readonly boolean[] {
  const list = fieldOf(data, 'gated');
  return Array.isArray(list) ? list.map((one) => one === true) : [];
}
