/** What the gate reads of the record, inside the transaction that will act on it. */
import type { Counted, RecordRead } from '../../../core/compliance/grounds.js';
import { dayOf } from '../../../core/compliance/grounds.js';
import type { Outcome } from '../../../core/call/outcome.js';
import { PHONE_MEMORY } from '../../../core/pacing/share.js';
import type { Attempt, CaseAccount, ContactPoint, StandingFact } from '../../../core/records/index.js';
import type { Id, Instant, ZoneName } from '../../../core/units.js';
import { linksOf } from './case-facts.js';
import type { MoveContext } from './context.js';

export interface ReadingsOf {
  readonly now: Instant; readonly zone: ZoneName;
  readonly phoneIndex: string; readonly contactPoint: ContactPoint | null;
  readonly partyId: Id | null; readonly caseId: Id | null; readonly accountIds: readonly Id[];
  /** An attempt of ours that must not count against itself (a fresh permit within the same attempt). */
  readonly exceptAttempt?: Id | undefined;
  /** The case's accounts, where they were read already. */
  readonly links?: readonly CaseAccount[] | undefined;
}

/** What happened on a number in the last 30 days, over all campaigns; at most 60 attempts are counted. */
export interface PhoneHistory { readonly attempts: number; /** How the last one ended; null: none, or it is open. */ readonly last: Outcome | null; readonly lastAt: Instant | null }
/** Attempts of one number or person that are read, the newest first. */
export const MOST_ON_PHONE = 60;
export const MOST_ON_PARTY = 200;

/** What counting needs of an attempt. */
const COUNTED = ['id', 'openedAt', 'outcome', 'direction'] as const;
type CountedRow = Pick<Attempt, (typeof COUNTED)[number]>;

export function readRecord({ tx, zones }: Pick<MoveContext, 'tx' | 'zones'>, of: ReadingsOf): { readonly record: RecordRead; readonly history: PhoneHistory; readonly facts: readonly StandingFact[] } {
  const since = dayOf(of, zones);
  const counts = (row: CountedRow): boolean => counted(row) && row.id !== of.exceptAttempt;
  const onPhone = tx.pick('attempt', COUNTED, { where: { phoneIndex: of.phoneIndex }, order: [{ by: 'openedAt', down: true }], limit: MOST_ON_PHONE }).filter(counts);
  const onParty = of.partyId === null ? [] : tx.pick('attempt', COUNTED, { where: { partyId: of.partyId, openedAt: { gte: since } }, order: [{ by: 'openedAt', down: true }], limit: MOST_ON_PARTY }).filter(counts);
  const facts = tx.find('standingFact', { where: { subject: { in: subjectsOf({ ...of, contactPointId: of.contactPoint?.id ?? null, calledId: of.contactPoint?.partyId ?? null }) }, endedAt: null } });
  const holds = of.caseId === null ? [] : tx.find('hold', { where: { caseId: of.caseId, liftedAt: null } });
  const lately = onPhone.filter((row) => row.openedAt > of.now - PHONE_MEMORY);
  return {
    facts, history: { attempts: lately.length, last: lately[0]?.outcome ?? null, lastAt: lately[0]?.openedAt ?? null },
    record: {
      onPhone: onPhone.filter((row, at) => at === 0 || row.openedAt >= since).map(countedOf), onParty: onParty.map(countedOf),
      facts: facts.map(({ id, kind, from, until, evidence }) => ({ id, kind, from, until, evidence })), holds: holds.map(({ id, until }) => ({ id, until })),
      placed: of.caseId === null ? null : isPlaced({ tx }, of.links ?? linksOf({ tx }, of.caseId)),
    },
  };
}
/** An open intent counts: whether the network rang is not known yet. `not_placed` never left us. */
export const counted = (row: Pick<Attempt, 'direction' | 'outcome'>): boolean => row.direction === 'outbound' && row.outcome !== 'not_placed';
const countedOf = (row: CountedRow): Counted => ({ id: row.id, at: row.openedAt });

/** On whom a fact may stand that bears on a call. The number may be a guarantor's: what stands against them counts as well as what stands against the debtor. */
export function subjectsOf(of: { readonly phoneIndex: string; readonly contactPointId: Id | null; /** Whose number it is. */ readonly calledId: Id | null; readonly partyId: Id | null; readonly caseId: Id | null; readonly accountIds: readonly Id[] }): readonly string[] {
  return [of.phoneIndex, of.contactPointId, of.calledId, of.partyId, of.caseId, ...of.accountIds].filter((subject): subject is string => typeof subject === 'string');
}

/** A placement of the case stands: no permit outside it. */
function isPlaced({ tx }: Pick<MoveContext, 'tx'>, links: readonly CaseAccount[]): boolean {
  return links.some((link) => { const placement = tx.get('placement', link.placementId); return placement?.state === 'placed' || placement?.state === 'kept'; });
}
