/** Watches what a dry run would write: a sample of fields, before → after, with nothing in it that is personal. */
import { formatMinor } from '../../../core/money/currency.js';
import type { Kind } from '../../../core/records/index.js';
import type { Tx } from '../tx.js';
import type { RowTrouble } from './import-rows.js';

/** What may be shown of each kind; kinds that are not here are not told of. */
const SHOWN: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  account: ['product', 'currency', 'principal', 'interest', 'penalty', 'fees', 'minimumDue', 'overdueSince', 'asOf', 'closed'], scheduleRow: ['number', 'due', 'amount', 'paid'],
  placement: ['batch', 'placedAmount', 'from', 'to', 'state'], case: ['state', 'risk', 'tags', 'amount'], lead: ['state', 'amount', 'priority'], party: [], contactPoint: ['masked'],
  payment: ['amount', 'currency', 'at', 'reversed'], promise: ['amount', 'due', 'state'], standingFact: ['kind'], contact: ['channel', 'at'], attempt: ['outcome', 'openedAt'],
};
const MONEY = new Set(['principal', 'interest', 'penalty', 'fees', 'minimumDue', 'amount', 'paid', 'placedAmount']);

export interface Watch { readonly tx: Tx; readonly changes: readonly RowTrouble[]; at(row: number, contract: string): void }

/** A view of the transaction that remembers the first `most` changes. */
export function watched(tx: Tx, most: number): Watch {
  const changes: RowTrouble[] = [];
  let [row, contract] = [0, ''];
  const tell = (code: string, column: string, value: string): void => {
    if (changes.length < most) changes.push({ row, column, value: value.slice(0, 200), code, reason: `contract ${contract}`, severity: 'change' });
  };
  return {
    changes, at: (n, of) => { [row, contract] = [n, of]; },
    tx: {
      get memo() { return tx.memo; },
      get: (kind, id) => tx.get(kind, id), find: (kind, query) => tx.find(kind, query), pick: (kind, fields, query) => tx.pick(kind, fields, query), first: (kind, query) => tx.first(kind, query), count: (kind, where) => tx.count(kind, where), nextSeq: (kind) => tx.nextSeq(kind),
      insert: (kind, made) => {
        tx.insert(kind, made);
        const shown = SHOWN[kind];
        if (shown && changes.length < most) tell('change.created', kind, shown.map((field) => show(made, field)).filter((text) => text !== '').join(' '));
      },
      update: (kind, id, patch, at) => {
        const before = tx.get(kind, id);
        const after = tx.update(kind, id, patch, at);
        if (before && after && changes.length < most) {
          for (const field of SHOWN[kind] ?? []) if (show(before, field) !== show(after, field)) tell('change.updated', `${kind}.${field}`, `${show(before, field)} → ${show(after, field)}`);
        }
        return after;
      },
    },
  };
}

function show(row: object, field: string): string {
  const value: unknown = Reflect.get(row, field);
  if (value === null || value === undefined) return '';
  const currency: unknown = Reflect.get(row, 'currency');
  if (typeof value === 'number' && MONEY.has(field) && typeof currency === 'string') return formatMinor(value, currency);
  if (typeof value === 'number' && (field === 'asOf' || field === 'at' || field === 'openedAt')) return new Date(value).toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}
