import type { GateReadings } from '../../../core/compliance/gate.js';
import type { Outcome } from '../../../core/call/outcome.js';
import { PHONE_MEMORY } from '../../../core/pacing/share.js';
import type { ContactPoint, StandingFact } from '../../../core/records/index.js';
import { dayStart } from '../../../core/time/zones.js';
import type { Id, Instant, ZoneName } from '../../../core/units.js';
import type { MoveContext } from './context.js';

/** What the gate must know of a number, read inside the transaction that will act on it. */
export interface ReadingsOf {
  readonly now: Instant; readonly zone: ZoneName;
  readonly phoneIndex: string; readonly contactPoint: ContactPoint | null;
  readonly partyId: Id | null; readonly caseId: Id | null; readonly accountIds: readonly Id[];
  /** An attempt of ours that must not count against itself (a fresh permit within the same attempt). */
  readonly exceptAttempt?: Id | undefined;
}

/** What happened on a number in the last 30 days, over all campaigns; at most 60 attempts are counted. */
export interface PhoneHistory { readonly attempts: number; /** How the last one ended; null: none, or it is open. */ readonly last: Outcome | null; readonly lastAt: Instant | null }

export interface Readings {
  readonly history: PhoneHistory;
  /** Facts that have not been ended, also those that begin later. */
  readonly facts: readonly StandingFact[];
  /** What the campaign's own rules need, as it would stand at an instant from now on with nothing else changed. */
  at(instant: Instant): GateReadings;
}

/** What counting needs of an attempt. */
const COUNTED = ['id', 'openedAt', 'outcome', 'direction'] as const;

export function readGate({ tx, zones }: MoveContext, of: ReadingsOf): Readings {
  const since = dayStart(zones, of.zone, of.now) ?? of.now - 86_400_000;
  // An open intent counts: whether the network rang is not known yet. `not_placed` never left us.
  const counts = (row: { readonly id: Id; readonly outcome: string | null; readonly direction: string }): boolean => row.direction === 'outbound' && row.outcome !== 'not_placed' && row.id !== of.exceptAttempt;
  const onPhone = tx.pick('attempt', COUNTED, { where: { phoneIndex: of.phoneIndex }, order: [{ by: 'openedAt', down: true }], limit: 60 }).filter(counts);
  const onParty = of.partyId === null ? [] : tx.pick('attempt', COUNTED, { where: { partyId: of.partyId, openedAt: { gte: since } }, order: [{ by: 'openedAt', down: true }], limit: 200 }).filter(counts);
  // The number may be a guarantor's: what stands against them counts as well as what stands against the debtor.
  const subjects = [of.phoneIndex, of.contactPoint?.id, of.contactPoint?.partyId, of.partyId, of.caseId, ...of.accountIds].filter((subject): subject is string => typeof subject === 'string');
  const facts = tx.find('standingFact', { where: { subject: { in: subjects }, endedAt: null } });
  const holds = of.caseId === null ? [] : tx.find('hold', { where: { caseId: of.caseId, liftedAt: null } });
  const lately = onPhone.filter((row) => row.openedAt > of.now - PHONE_MEMORY);
  const placed = of.caseId === null ? null : isPlaced({ tx }, of.caseId);
  return {
    history: { attempts: lately.length, last: lately[0]?.outcome ?? null, lastAt: lately[0]?.openedAt ?? null },
    facts,
    at: (instant) => {
      const day = instant === of.now ? since : dayStart(zones, of.zone, instant) ?? since;
      return {
        phoneToday: onPhone.filter((row) => row.openedAt >= day).length,
        partyToday: onParty.filter((row) => row.openedAt >= day).length,
        lastOnPhone: onPhone[0]?.openedAt ?? null,
        // The clock that stepped back is the policy's to deny.
        highWater: 0,
        facts: facts.filter((fact) => stands(fact, instant)).map((fact) => ({ kind: fact.kind, until: fact.until })),
        holds: holds.filter((hold) => hold.until === null || hold.until > instant).map((hold) => ({ until: hold.until })),
        placed,
        consentWithdrawn: of.contactPoint?.consent === 'withdrawn',
      };
    },
  };
}

const stands = (fact: StandingFact, now: Instant): boolean => fact.from <= now && (fact.until === null || fact.until > now);

/** A placement of the case stands: no permit outside it. */
function isPlaced({ tx }: Pick<MoveContext, 'tx'>, caseId: Id): boolean {
  const links = tx.find('caseAccount', { where: { caseId } });
  return links.some((link) => { const placement = tx.get('placement', link.placementId); return placement?.state === 'placed' || placement?.state === 'kept'; });
}
