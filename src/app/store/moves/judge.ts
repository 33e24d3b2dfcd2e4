/** The gate, asked inside the transaction that will act on its answer: reads what it must know, then core decides. */
import { locate, type Located } from '../../../core/compliance/located.js';
import { inquire, isTest, type Grounds, type TouchRead } from '../../../core/compliance/grounds.js';
import type { Verdict } from '../../../core/compliance/gate.js';
import { readDestination, readOnFile, type Destination, type DestinationRead } from '../../../core/compliance/destination.js';
import { OWN_NUMBERS, readOwnNumbers } from '../../../core/compliance/own-numbers.js';
import type { Policy } from '../../../core/compliance/policy.js';
import type { GateAsk } from '../../../core/compliance/request.js';
import type { CampaignSettings } from '../../../core/campaign/settings.js';
import type { Attempt, CaseAccount, ContactPoint, DialMode, PartyRole, Places, StandingFact } from '../../../core/records/index.js';
import type { Id, Instant } from '../../../core/units.js';
import type { MoveContext } from './context.js';
import { rulingOf, standingNow, type Standing } from './in-force.js';
import { readRecord, type PhoneHistory } from './readings.js';
import { creditorGroupOf, readTouches } from './touches.js';

export type GateSettings = Pick<CampaignSettings, 'zone' | 'window' | 'caps'> & Partial<Pick<CampaignSettings, 'defaultCountry'>>;
export type Gauges = Readonly<Record<string, number>>;
export interface Question {
  readonly now: Instant; readonly mode: DialMode; readonly kind: Attempt['kind'];
  readonly phoneIndex: string; readonly contactPoint: ContactPoint | null;
  /** Country of a number that is nobody's contact point. */
  readonly country: string | null;
  /** What the prefix of such a number says beyond its country. */
  readonly places?: Places | null | undefined;
  /** Where the number leads; `onFile`: as far as its contact point says, as it is not at hand. Left out: not asked. */
  readonly destination?: Destination | 'onFile' | undefined;
  /** The company's own number outside. */
  readonly ownNumber?: boolean;
  /** The debtor it is about. */
  readonly partyId: Id | null; readonly caseId: Id | null; readonly accountIds: readonly Id[]; readonly ownerRole: PartyRole;
  readonly settings: GateSettings; readonly testGateways: boolean;
  readonly entityId: Id; readonly campaignId: Id | null; readonly userId: Id | null; readonly daysPastDue: number | null;
  readonly exceptAttempt?: Id;
  /** Shares of the campaign by the names of gauges, as its runner knows them; one that is missing denies. */
  readonly gauges?: Gauges | undefined;
  /** All numbers and addresses of the person called, where they were read already. */
  readonly points?: readonly ContactPoint[];
  /** The case's accounts, where they were read already. */
  readonly links?: readonly CaseAccount[] | undefined;
}
export interface Judged {
  readonly verdict: Verdict; readonly history: PhoneHistory;
  /** All that was read, for the record of the decision. */
  readonly grounds: Grounds; readonly events: readonly TouchRead[];
  /** Where the callee may be, and by what evidence. */
  readonly located: Located;
  /** Whose number it is; null: nobody's that is known. */
  readonly calledId: Id | null;
  /** Of the rules about which numbers may be dialed. */
  readonly edition: number;
  /** The policy that was asked; null: what is in force can't be read. */
  readonly policy: Policy | null;
  /** How the packs were asked; null: they were not. */
  readonly basis: Basis | null;
}
export interface Basis { readonly policy: Policy; readonly asks: readonly GateAsk[]; readonly events: readonly TouchRead[]; readonly located: Located; readonly at: (instant: Instant) => Verdict }

/** `standing`: read once for a move that asks many times. */
export function judge(context: MoveContext, of: Question, standing: Standing = standingNow(context, of.now)): Judged {
  const read = readRecord(context, { now: of.now, zone: of.settings.zone, phoneIndex: of.phoneIndex, contactPoint: of.contactPoint, partyId: of.partyId, caseId: of.caseId, accountIds: of.accountIds, exceptAttempt: of.exceptAttempt, links: of.links });
  const located = locatedOf(context, of, read.facts);
  const grounds = groundsOf(context, of, standing, read.record, located);
  const ruling = isTest(grounds) ? { policy: context.policies.test, places: [] } : rulingOf(standing);
  const inquest = inquire(grounds, ruling, context.zones, standing.policy.ok ? undefined : standing.policy.error.text);
  const known = { history: read.history, grounds, located, edition: standing.outbound.edition, policy: ruling?.policy ?? null, calledId: of.contactPoint?.partyId ?? null };
  if ('closed' in inquest) return { ...known, verdict: inquest.closed, events: [], basis: null };
  const events = inquest.since === null ? [] : readTouches(context, { partyIds: peopleOf(context, of, standing), phoneIndex: of.phoneIndex, since: inquest.since, except: of.exceptAttempt });
  return { ...known, verdict: inquest.decide(events), events, basis: { policy: inquest.policy, asks: inquest.asks, events, located, at: (instant) => inquest.decide(events, instant) } };
}

/** Is this number, given in clear, the company's own? One that is on anybody's file is not, whatever the list says. */
export function isOwnNumber({ tx }: MoveContext, number: string, phoneIndex: string): boolean {
  const listed = readOwnNumbers(tx.first('setting', { where: { key: OWN_NUMBERS } })?.value);
  return listed.ok && listed.value.some((one) => one.number === number) && tx.count('contactPoint', { valueIndex: phoneIndex, kind: 'phone' }) === 0;
}

function locatedOf(context: MoveContext, of: Question, facts: readonly StandingFact[]): Located {
  const { contactPoint } = of;
  return locate({
    points: of.points ?? (contactPoint === null ? [] : context.tx.find('contactPoint', { where: { partyId: contactPoint.partyId, kind: { in: ['phone', 'address'] } } })),
    dialed: contactPoint ?? { valueIndex: of.phoneIndex, region: of.country, places: of.places ?? null },
    facts: facts.filter((fact) => isOfCallee(of, fact)), now: of.now, zonesOf: (country) => context.policies.zonesOf(country), known: (zone) => context.zones.has(zone),
  });
}
function groundsOf(context: MoveContext, of: Question, standing: Standing, record: Grounds['record'], { where, countries, regions }: Located): Grounds {
  const { settings } = of;
  const zones = where.zones.map((one) => one.zone);
  return {
    now: of.now, mode: of.mode, kind: of.kind, phoneIndex: of.phoneIndex, partyId: of.partyId, accountIds: of.accountIds, ownerRole: of.ownerRole, consent: of.contactPoint?.consent ?? null,
    zone: settings.zone, window: settings.window, caps: settings.caps, testGateways: of.testGateways, countries, regions,
    // A test calls nobody: where they are asks nothing of it.
    zones: zones.length > 0 || !isTest({ window: settings.window, testGateways: of.testGateways }) ? zones : [settings.zone], creditorGroup: creditorGroupOf(context, of.caseId),
    entityId: of.entityId, campaignId: of.campaignId, userId: of.userId, daysPastDue: of.daysPastDue, highWater: standing.highWater, gauges: of.gauges ?? null, record, ...(of.ownNumber === true ? { ownNumber: true } : {}), ...destinationRead(of, standing),
  };
}
function destinationRead({ destination, contactPoint, settings }: Question, { outbound: { rules, edition } }: Standing): { readonly destination?: DestinationRead } {
  const home = settings.defaultCountry ?? null;
  const read = destination === 'onFile' ? (contactPoint === null ? undefined : readOnFile(contactPoint, rules, edition, home)) : destination && readDestination(destination, rules, home);
  return read === undefined ? {} : { destination: read };
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
