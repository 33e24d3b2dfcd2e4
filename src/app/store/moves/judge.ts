/** The gate, asked inside the transaction that will act on its answer: reads what it must know, then core decides. */
import { regionsOf, requestFacts, uncovered } from '../../../core/compliance/callee.js';
import { locate, type Located } from '../../../core/compliance/located.js';
import { decideGate, type Denial, type Verdict } from '../../../core/compliance/gate.js';
import type { Policy } from '../../../core/compliance/policy.js';
import { askSecond, eventSecond, type GateAsk, type LedgerEvent } from '../../../core/compliance/request.js';
import { callTypes } from '../../../core/compliance/touch.js';
import { combine } from '../../../core/compliance/verdict.js';
import { settledAs } from '../../../core/compliance/touch.js';
import { TEST_WINDOW } from '../../../core/compliance/window.js';
import type { CampaignSettings } from '../../../core/campaign/settings.js';
import type { Attempt, ContactPoint, DialMode, PartyRole, Places, StandingFact } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { standingNow, type Standing } from './in-force.js';
import { readGate, type PhoneHistory, type Readings } from './readings.js';
import { creditorGroupOf, readTouches } from './touches.js';

export type GateSettings = Pick<CampaignSettings, 'zone' | 'window' | 'caps'>;
export type Gauges = Readonly<Record<string, number>>;
export interface Question {
  readonly now: Instant; readonly mode: DialMode; readonly kind: Attempt['kind'];
  readonly phoneIndex: string; readonly contactPoint: ContactPoint | null;
  /** Country of a number that is nobody's contact point. */
  readonly country: string | null;
  /** What the prefix of such a number says beyond its country. */
  readonly places?: Places | null | undefined;
  /** The debtor it is about. */
  readonly partyId: Id | null; readonly caseId: Id | null; readonly accountIds: readonly Id[]; readonly ownerRole: PartyRole;
  readonly settings: GateSettings; readonly testGateways: boolean;
  readonly entityId: Id; readonly campaignId: Id | null; readonly userId: Id | null; readonly daysPastDue: number | null;
  readonly exceptAttempt?: Id;
  /** Shares of the campaign by the names of gauges, as its runner knows them; one that is missing denies. */
  readonly gauges?: Gauges | undefined;
  /** All numbers and addresses of the person called, where they were read already. */
  readonly points?: readonly ContactPoint[];
}
export interface Judged {
  readonly verdict: Verdict; readonly history: PhoneHistory;
  /** What it was decided by; null: there is no policy. */
  readonly basis: Basis | null;
}
export interface Basis { readonly policy: Policy; readonly asks: readonly GateAsk[]; readonly events: readonly LedgerEvent[]; readonly located: Located; readonly at: (instant: Instant) => Verdict }

/** `standing`: read once for a move that asks many times. */
export function judge(context: MoveContext, of: Question, standing: Standing = standingNow(context, of.now)): Judged {
  const readings = readGate(context, { now: of.now, zone: of.settings.zone, phoneIndex: of.phoneIndex, contactPoint: of.contactPoint, partyId: of.partyId, caseId: of.caseId, accountIds: of.accountIds, exceptAttempt: of.exceptAttempt });
  const { history } = readings;
  const house = (at: Instant): Verdict => decideGate({ now: at, mode: of.mode, phoneIndex: of.phoneIndex, partyId: of.partyId, ownerRole: of.ownerRole, zone: of.settings.zone, window: of.settings.window, caps: of.settings.caps, testGateways: of.testGateways }, readings.at(at), context.zones);
  const testing = of.settings.window.name === TEST_WINDOW && of.testGateways;
  if (!testing && !standing.policy.ok) return { verdict: closed(house(of.now), { rule: 'INFRA-PACK', text: standing.policy.error.text, zh: '合规规则包无法加载', until: null }), history, basis: null };
  const policy = testing || !standing.policy.ok ? context.policies.test : standing.policy.value;
  const ask = askOf(context, of, standing, readings, testing);
  const gap = uncovered(policy, ask.asks[0] ?? ask.base, ask.countries);
  if (gap !== null) return { verdict: closed(house(of.now), { rule: 'INFRA-NO-PACK', text: `no pack in force covers the callee’s region (${gap})`, zh: `没有生效的规则包覆盖被叫所在地区（${gap}）`, until: null }), history, basis: null };
  const events = policy.lookBack === 0 ? [] : readTouches(context, { partyIds: peopleOf(context, of, standing), phoneIndex: of.phoneIndex, since: of.now - policy.lookBack * 1000, except: of.exceptAttempt });
  const ledgers = settledAs(events);
  const inquiry = (now: Instant) => combine({ now, asks: ask.asks, ledgers, policy, house });
  return { verdict: inquiry(of.now), history, basis: { policy, asks: ask.asks, events, located: ask.located, at: inquiry } };
}

/** Nothing may be decided without a policy: whatever else is wrong is told, too. */
const closed = (house: Verdict, because: Denial): Verdict => ({ allow: false, denials: [...(house.allow ? [] : house.denials), because], nextAt: null });

function askOf(context: MoveContext, of: Question, standing: Standing, readings: Readings, testing: boolean): { readonly base: GateAsk; readonly asks: readonly GateAsk[]; readonly countries: readonly string[]; readonly located: Located } {
  const { contactPoint } = of;
  const located = locate({
    points: of.points ?? (contactPoint === null ? [] : context.tx.find('contactPoint', { where: { partyId: contactPoint.partyId, kind: { in: ['phone', 'address'] } } })),
    dialed: contactPoint ?? { valueIndex: of.phoneIndex, region: of.country, places: of.places ?? null },
    facts: readings.facts.filter((fact) => isOfCallee(of, fact)), now: of.now, zonesOf: (country) => context.policies.zonesOf(country), known: (zone) => context.zones.has(zone),
  });
  const { countries } = located;
  const found = located.where.zones.map((one) => one.zone);
  const creditorGroup = creditorGroupOf(context, of.caseId);
  const base: GateAsk = {
    // A test calls nobody: where they are asks nothing of it.
    now: askSecond(of.now), zones: found.length > 0 || !testing ? found : [of.settings.zone], phone: of.phoneIndex, debts: of.accountIds, channel: 'voice', role: of.ownerRole, line: 'unknown', collector: of.entityId,
    regions: testing ? [] : [...new Set([...regionsOf(countries, standing.places), ...located.regions])], facts: requestFacts(readings.facts, contactPoint, of.settings.zone, of.daysPastDue), highWater: eventSecond(standing.highWater),
    ...(of.partyId === null ? {} : { debtor: of.partyId }), ...(creditorGroup === null ? {} : { creditorGroup }), ...(of.userId === null ? {} : { agent: of.userId }), ...(of.campaignId === null ? {} : { campaign: of.campaignId }), ...(of.gauges === undefined ? {} : { gauges: of.gauges }),
  };
  return { base, asks: callTypes(of.mode, of.kind).map((mode) => ({ ...base, mode })), countries: testing ? [] : countries, located };
}
/** What stands about the debtor says nothing of where their guarantor is. */
const isOfCallee = ({ contactPoint, phoneIndex, partyId }: Question, { subject }: StandingFact): boolean =>
  subject === phoneIndex || subject === contactPoint?.id || subject === contactPoint?.partyId || contactPoint === null || contactPoint.partyId === partyId;

/** The debtor; where a rule sums over a debt, all who were called about it. */
function peopleOf({ tx }: MoveContext, of: Question, standing: Standing): readonly Id[] {
  const people = new Set(of.partyId === null ? [] : [of.partyId]);
  if (standing.readsDebts) for (const accountId of of.accountIds) for (const joined of tx.find('accountParty', { where: { accountId } })) people.add(joined.partyId);
  return [...people];
}
