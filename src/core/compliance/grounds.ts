/**
 * Everything the gate read for one decision, as plain data, and the decision upon it. Reading belongs to the store; from here on
 * nothing else is asked, so that the same grounds and the same packs give the same answer in the transaction that dials, and
 * again for whoever verifies it years later.
 */
import type { CallingWindow, Caps } from '../campaign/settings.js';
import type { Attempt, ContactPoint, DialMode, PartyRole, StandingFact } from '../records/index.js';
import { dayStart, type ZoneTable } from '../time/zones.js';
import type { Id, Instant, ZoneName } from '../units.js';
import { regionsOf, requestFacts, uncovered } from './callee.js';
import { INFRA_TEXTS } from './evaluate.js';
import { decideGate, FORBIDDING, type Denial, type GateReadings, type Verdict } from './gate.js';
import type { DestinationRead } from './destination.js';
import type { Policy } from './policy.js';
import { askSecond, eventSecond, type GateAsk, type LedgerEvent } from './request.js';
import { callTypes, settledAs } from './touch.js';
import { combine } from './verdict.js';
import { TEST_WINDOW } from './window.js';

/** An attempt that a cap counts. */
export interface Counted { readonly id: Id; /** When its permit was asked for. */ readonly at: Instant }
/** A touch of the ledger as it was read; what it became later is not in it. */
export interface TouchRead extends LedgerEvent { readonly touch: Id; /** Milliseconds; `at` is this in seconds, rounded up. */ readonly ms: Instant }
export type FactRead = Pick<StandingFact, 'id' | 'kind' | 'from' | 'until' | 'evidence'>;

/** The campaign's own history and what stands in the record. */
export interface RecordRead {
  /** Attempts on this number, the newest first: those since the local day began, and the newest of all. An open intent counts; what never left us does not. */
  readonly onPhone: readonly Counted[];
  /** Attempts on this person since the local day began. */
  readonly onParty: readonly Counted[];
  /** Facts that have not been ended, also those that begin later, on the number, its owner, the debtor, the case or its accounts. */
  readonly facts: readonly FactRead[];
  /** Holds of the case that were not lifted. */
  readonly holds: readonly { readonly id: Id; readonly until: Instant | null }[];
  /** Does a placement of the case stand? null: there is no case. */
  readonly placed: boolean | null;
}

export interface Grounds {
  readonly now: Instant; readonly mode: DialMode; readonly kind: Attempt['kind'];
  readonly phoneIndex: string; readonly partyId: Id | null; readonly accountIds: readonly Id[]; readonly ownerRole: PartyRole;
  /** null: the number is nobody's contact point. */
  readonly consent: ContactPoint['consent'] | null;
  readonly zone: ZoneName; readonly window: CallingWindow; readonly caps: Caps;
  /** Every gateway in use is on loopback or simulated. */
  readonly testGateways: boolean;
  /** Countries, places below them and zones the person called may be in, by all that is on file. */
  readonly countries: readonly string[]; readonly regions: readonly string[]; readonly zones: readonly string[];
  readonly creditorGroup: string | null; readonly entityId: Id; readonly campaignId: Id | null; readonly userId: Id | null; readonly daysPastDue: number | null;
  readonly highWater: Instant;
  /** Shares of the campaign by the names of gauges; null: nobody measured, which denies where a rule asks. */
  readonly gauges: Readonly<Record<string, number>> | null;
  readonly record: RecordRead;
  /** A number of the company's own outside, and nobody's on file: no debtor is called. */
  readonly ownNumber?: boolean;
  /** Where the number leads. */
  readonly destination?: DestinationRead;
}
/** What holds: a policy with the places below a country that its packs of law name; null: what is in force can't be read. */
export interface Ruling { readonly policy: Policy; readonly places: readonly string[] }

/** Is TEST-24H asked instead of the packs in force? */
export const isTest = (grounds: Pick<Grounds, 'window' | 'testGateways'>): boolean => grounds.window.name === TEST_WINDOW && grounds.testGateways;

export interface Inquest {
  readonly policy: Policy; readonly asks: readonly GateAsk[];
  /** Touches since this instant decide; null: the packs count nothing. */
  readonly since: Instant | null;
  /** The campaign's rules and the packs together, as of an instant from now on. */
  decide(events: readonly LedgerEvent[], at?: Instant): Verdict;
}
/** What is decided before the ledger is asked (no policy, no pack of law for the place, a number of the company's own), or the question to the ledger. */
export function inquire(grounds: Grounds, ruling: Ruling | null, zones: ZoneTable, why = 'the packs in force can not be read'): Inquest | { readonly closed: Verdict } {
  if (grounds.ownNumber === true) return { closed: ownVerdict(grounds) };
  const house = (at: Instant): Verdict => decideGate({ ...grounds, now: at }, readingsAt(grounds, zones, at), zones);
  if (ruling === null) return { closed: closed(house(grounds.now), { rule: 'INFRA-PACK', text: why, zh: '合规规则包无法加载', until: null }) };
  const { policy, places } = ruling;
  const countries = isTest(grounds) ? [] : grounds.countries;
  const base = askOf(grounds, isTest(grounds) ? [] : [...new Set([...regionsOf(grounds.countries, places), ...grounds.regions])]);
  const asks = callTypes(grounds.mode, grounds.kind).map((mode) => ({ ...base, mode }));
  const gap = uncovered(policy, asks[0] ?? base, countries);
  if (gap !== null) return { closed: closed(house(grounds.now), { rule: 'INFRA-NO-PACK', text: `no pack in force covers the callee’s region (${gap})`, zh: `没有生效的规则包覆盖被叫所在地区（${gap}）`, until: null }) };
  let last: { readonly of: readonly LedgerEvent[]; readonly ledgers: readonly (readonly LedgerEvent[])[] } | undefined;
  return {
    policy, asks, since: policy.lookBack === 0 ? null : grounds.now - policy.lookBack * 1000,
    decide: (events, at = grounds.now) => {
      if (last?.of !== events) last = { of: events, ledgers: settledAs(events) };
      return combine({ now: at, asks, ledgers: last.ledgers, policy, house });
    },
  };
}
/** The whole decision at once. */
export function decideOn(grounds: Grounds, events: readonly LedgerEvent[], ruling: Ruling | null, zones: ZoneTable): Verdict {
  const inquest = inquire(grounds, ruling, zones);
  return 'closed' in inquest ? inquest.closed : inquest.decide(events);
}

/** No rule about debtors speaks of a number of the company's own: the clock does, and what stands against the number itself. */
function ownVerdict({ now, highWater, record }: Grounds): Verdict {
  const back = INFRA_TEXTS['CLOCK-BACK'];
  const denials: Denial[] = highWater > now + STEP_BACK ? [{ rule: 'INFRA-CLOCK-BACK', text: back.en, zh: back.zh, until: highWater }] : [];
  for (const { kind, from, until } of record.facts) if (FORBIDDING.has(kind) && from <= now && (until === null || until > now)) denials.push({ rule: `FACT-${kind}`, text: `a standing fact forbids it: ${kind}`, until });
  if (denials.length === 0) return { allow: true };
  return { allow: false, denials, nextAt: denials.some((one) => one.until === null) ? null : Math.max(...denials.map((one) => one.until ?? 0)) };
}
/** As the packs' own guard has it. */
const STEP_BACK = 2_000;

/** Nothing may be decided without a policy: whatever else is wrong is told, too. */
const closed = (house: Verdict, because: Denial): Verdict => ({ allow: false, denials: [...(house.allow ? [] : house.denials), because], nextAt: null });

function askOf(of: Grounds, regions: readonly string[]): GateAsk {
  return {
    now: askSecond(of.now), zones: of.zones, phone: of.phoneIndex, debts: of.accountIds, channel: 'voice', role: of.ownerRole, line: 'unknown', collector: of.entityId,
    regions, facts: requestFacts(of.record.facts, of.consent, of.zone, of.daysPastDue), highWater: eventSecond(of.highWater),
    ...(of.partyId === null ? {} : { debtor: of.partyId }), ...(of.creditorGroup === null ? {} : { creditorGroup: of.creditorGroup }), ...(of.userId === null ? {} : { agent: of.userId }), ...(of.campaignId === null ? {} : { campaign: of.campaignId }), ...(of.gauges === null ? {} : { gauges: of.gauges }),
  };
}

/** First instant of the local day that a cap counts from. */
export const dayOf = (of: { readonly zone: ZoneName; readonly now: Instant }, zones: ZoneTable): Instant => dayStart(zones, of.zone, of.now) ?? of.now - 86_400_000;
/** What the campaign's own rules need, as it would stand at an instant from now on with nothing else changed. */
export function readingsAt(of: Grounds, zones: ZoneTable, at: Instant): GateReadings {
  const { record } = of;
  const day = at === of.now ? dayOf(of, zones) : dayStart(zones, of.zone, at) ?? dayOf(of, zones);
  return {
    phoneToday: record.onPhone.filter((one) => one.at >= day).length,
    partyToday: record.onParty.filter((one) => one.at >= day).length,
    lastOnPhone: record.onPhone[0]?.at ?? null,
    // The clock that stepped back is the policy's to deny.
    highWater: 0,
    facts: record.facts.filter((fact) => fact.from <= at && (fact.until === null || fact.until > at)).map((fact) => ({ kind: fact.kind, until: fact.until })),
    holds: record.holds.filter((hold) => hold.until === null || hold.until > at).map((hold) => ({ until: hold.until })),
    placed: record.placed,
    consentWithdrawn: of.consent === 'withdrawn',
  };
}
