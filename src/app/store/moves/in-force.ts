/** Which policy holds now, and the latest instant this installation has seen: read once a move, inside its transaction. */
import { placesNamed, readsDebts } from '../../../core/compliance/reads.js';
import type { Ruling } from '../../../core/compliance/grounds.js';
import { DEFAULT_OUTBOUND, NO_OUTBOUND, OUTBOUND_NUMBERS, readOutbound, type OutboundRules } from '../../../core/compliance/destination.js';
import type { Policy } from '../../../core/compliance/policy.js';
import type { PackActivation } from '../../../core/records/index.js';
import type { Result } from '../../../core/result.js';
import type { Id, Instant } from '../../../core/units.js';
import type { InForce, Policies } from '../../ports/policies.js';
import type { Tx } from '../tx.js';
import type { MoveContext } from './context.js';

export interface Standing {
  readonly policy: Result<Policy>;
  /** Places that packs of law speak of. */
  readonly places: readonly string[];
  readonly readsDebts: boolean;
  readonly highWater: Instant;
  /** Which numbers may be dialed; `edition` grows with each change of them. */
  readonly outbound: { readonly rules: OutboundRules; readonly edition: number };
}
export const policyOf = ({ policy }: Standing): Policy | null => (policy.ok ? policy.value : null);
/** What the gate decides by; null: what is in force can't be read. */
export const rulingOf = ({ policy, places }: Standing): Ruling | null => (policy.ok ? { policy: policy.value, places } : null);

/** The setting that remembers the clock; nobody edits it. */
export const CLOCK_MARK: Id = 'compliance.clock';

export function standingNow({ tx, policies }: Pick<MoveContext, 'tx' | 'policies'>, now: Instant): Standing {
  const policy = policies.policy(inForceAt(tx, policies, now));
  return { policy, ...namedBy(policy), highWater: highWater(tx), outbound: outboundNow(tx) };
}
/** What can't be read allows nothing. */
function outboundNow(tx: Pick<Tx, 'first'>): Standing['outbound'] {
  const row = tx.first('setting', { where: { key: OUTBOUND_NUMBERS } });
  if (!row) return { rules: DEFAULT_OUTBOUND, edition: 0 };
  const read = readOutbound(row.value);
  return { rules: read.ok ? read.value : NO_OUTBOUND, edition: row.version };
}
const NOTHING = { places: [], readsDebts: false } as const;
const known = new WeakMap<Policy, { readonly places: readonly string[]; readonly readsDebts: boolean }>();
function namedBy(policy: Result<Policy>): { readonly places: readonly string[]; readonly readsDebts: boolean } {
  if (!policy.ok) return NOTHING;
  let found = known.get(policy.value);
  if (!found) { found = { places: placesNamed(policy.value.packs), readsDebts: readsDebts(policy.value.packs) }; known.set(policy.value, found); }
  return found;
}

/** What is in force at an instant. Where nobody ever activated a pack, those of the build that are meant for it. */
export function inForceAt(tx: Pick<Tx, 'find'>, policies: Pick<Policies, 'packs' | 'defaults'>, at: Instant): readonly InForce[] {
  return inForceOf(tx.find('packActivation', { order: [{ by: 'from' }, { by: 'id' }], limit: 10_000 }), policies, at);
}
/** `rows`: every activation there ever was. */
export function inForceOf(rows: readonly PackActivation[], policies: Pick<Policies, 'packs' | 'defaults'>, at: Instant): readonly InForce[] {
  const standing: readonly InForce[] = rows.filter((row) => row.from <= at && (row.until === null || row.until > at));
  return rows.some((row) => row.kind === 'pack') ? standing : [...standing, ...defaultsOf(policies)];
}
/** Calendars that were imported and hold then. */
export const calendarsAt = (tx: Pick<Tx, 'find'>, at: Instant): readonly InForce[] => tx.find('packActivation', { where: { kind: 'calendar' }, limit: 10_000 }).filter((row) => row.from <= at && (row.until === null || row.until > at));
export const defaultsOf = ({ packs, defaults }: Pick<Policies, 'packs' | 'defaults'>): readonly InForce[] => packs.filter((one) => defaults.includes(one.value.id)).map(({ value, digest }) => ({ kind: 'pack', pack: value.id, packVersion: value.version, digest, text: null, signature: null }));

/** Attempts carry the time themselves; between them a mark is written every few seconds. */
function highWater(tx: Pick<Tx, 'first' | 'get'>): Instant {
  return Math.max(markOf(tx.get('setting', CLOCK_MARK)?.value), tx.first('attempt', { order: [{ by: 'openedAt', down: true }], limit: 1 })?.openedAt ?? 0);
}

/** The instant within the setting; 0: none. */
export const markOf = (value: unknown): Instant => (typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'number' ? value.at : 0);

/** Time as it is known to have been: never goes back, whatever the machine's clock does. */
export function markClock({ tx }: MoveContext, input: { readonly at: Instant }): void {
  const before = tx.get('setting', CLOCK_MARK);
  if (!before) { tx.insert('setting', { id: CLOCK_MARK, version: 1, createdAt: input.at, updatedAt: input.at, key: CLOCK_MARK, value: { at: input.at } }); return; }
  if (markOf(before.value) >= input.at) return;
  tx.update('setting', CLOCK_MARK, { value: { at: input.at } }, input.at);
}
