import type { CallingWindow, Caps } from '../campaign/settings.js';
import type { DialMode, FactKind, PartyRole } from '../records/index.js';
import { DUTY_TO_PAY } from '../records/index.js';
import type { ZoneTable } from '../time/zones.js';
import type { Id, Instant, ZoneName } from '../units.js';
import { destinationDenials, type DestinationRead } from './destination.js';
import { insideWindow, nextDay, nextInsideWindow, TEST_WINDOW } from './window.js';

/**
 * The gate: may this number be called at this instant? Pure; it runs when the hopper fills and again in the writer's thread,
 * inside the transaction that journals the attempt. Anything it can't read denies (`INFRA-*`), it never guesses.
 */
export interface GateRequest {
  readonly now: Instant;
  readonly mode: DialMode;
  readonly phoneIndex: string;
  readonly partyId: Id | null;
  readonly ownerRole: PartyRole;
  readonly zone: ZoneName;
  readonly window: CallingWindow;
  readonly caps: Caps;
  /** Every gateway in use is on loopback or simulated. */
  readonly testGateways: boolean;
  /** Where the number leads; absent: not asked (records from before it was). */
  readonly destination?: DestinationRead;
}
export interface GateReadings {
  /** Attempts placed on this phone since the local day began, over all campaigns; an open intent counts. */
  readonly phoneToday: number;
  readonly partyToday: number;
  /** Last attempt placed on this phone; null: never. */
  readonly lastOnPhone: Instant | null;
  /** Latest instant of any recorded attempt: a clock that stepped back behind it can't be trusted. */
  readonly highWater: Instant;
  /** Standing facts on the phone, the contact point, the party, the case or its accounts that stand now. */
  readonly facts: readonly { readonly kind: FactKind; readonly until: Instant | null }[];
  readonly holds: readonly { readonly until: Instant | null }[];
  /** null: no placement is asked for (a number dialed by hand with no case). */
  readonly placed: boolean | null;
  readonly consentWithdrawn: boolean;
}
export interface Denial {
  readonly rule: string;
  /** What denies, with its count and limit; no personal data. */
  readonly text: string;
  /** Earliest instant at which this rule alone would allow; null: facts must change. */
  readonly until: Instant | null;
  /** Of a pack's rule: the pack, and what was counted. Milliseconds. Absent: a rule of the campaign or of the record. */
  readonly pack?: string; readonly version?: string; readonly zh?: string;
  readonly count?: number; readonly limit?: number; readonly windowStart?: Instant; readonly windowEnd?: Instant;
  /** A gauge holds the whole campaign: it says nothing of this number, and may pass within minutes. */
  readonly gauge?: true;
}
export interface Denied { readonly allow: false; readonly denials: readonly Denial[]; /** Earliest instant at which every rule allows, all else unchanged; null: facts must change. */ readonly nextAt: Instant | null }
export type Verdict = { readonly allow: true } | Denied;

/** Facts that forbid any call to the debtor. `thirdParty` and `wrongNumber` forbid this number. */
export const FORBIDDING: ReadonlySet<FactKind> = new Set<FactKind>([
  'suppression', 'consentWithdrawn', 'attorney', 'minor', 'deceased', 'bereavement', 'illness', 'thirdPartyRefused', 'thirdParty', 'wrongNumber', 'numberWithoutSource', 'assignmentNotNotified', 'complaintOpen', 'dispute', 'paid', 'settled', 'recalled', 'ceaseRequest',
]);
/** A clock may be put right by this much without stopping the dialer. */
const STEP_BACK = 5 * 60_000;
const AUTOMATIC: ReadonlySet<DialMode> = new Set<DialMode>(['predictive', 'progressive', 'preview', 'robot', 'callback']);

export function decideGate(request: GateRequest, readings: GateReadings, zones: ZoneTable): Verdict {
  const denials = [
    ...infrastructure(request, readings, zones), ...destinationDenials(request.destination), ...timeOfDay(request, zones), ...standing(request, readings), ...counts(request, readings, zones),
  ];
  if (denials.length === 0) return { allow: true };
  return { allow: false, denials, nextAt: earliest(request, denials, zones) };
}

function infrastructure(request: GateRequest, readings: GateReadings, zones: ZoneTable): Denial[] {
  const denials: Denial[] = [];
  if (!zones.has(request.zone)) denials.push({ rule: 'INFRA-ZONE', text: `no data for the zone ${request.zone}`, until: null });
  if (readings.highWater > request.now + STEP_BACK) denials.push({ rule: 'INFRA-CLOCK', text: 'the clock is behind what was already recorded', until: readings.highWater });
  return denials;
}

function timeOfDay(request: GateRequest, zones: ZoneTable): Denial[] {
  if (request.window.name === TEST_WINDOW) {
    return request.testGateways ? [] : [{ rule: 'TEST-WINDOW', text: 'the window TEST-24H is only for gateways on loopback or simulated', until: null }];
  }
  const inside = insideWindow(zones, request.zone, request.window, request.now);
  if (inside === true) return [];
  if (inside === undefined) return [{ rule: 'INFRA-WINDOW', text: 'the calling window can not be read', until: null }];
  return [{
    rule: 'WINDOW', text: `outside ${request.window.from} to ${request.window.to} in ${request.zone} (${request.window.name})`,
    until: nextInsideWindow(zones, request.zone, request.window, request.now),
  }];
}

function standing(request: GateRequest, readings: GateReadings): Denial[] {
  const denials: Denial[] = [];
  for (const fact of readings.facts) {
    if (FORBIDDING.has(fact.kind)) denials.push({ rule: `FACT-${fact.kind}`, text: `a standing fact forbids it: ${fact.kind}`, until: fact.until });
  }
  if (readings.holds.length > 0) {
    const until = readings.holds.some((hold) => hold.until === null) ? null : Math.max(...readings.holds.map((hold) => hold.until ?? 0));
    denials.push({ rule: 'HOLD', text: 'the case is on hold', until });
  }
  if (readings.placed === false) denials.push({ rule: 'PLACEMENT', text: 'no placement stands for this case', until: null });
  if (readings.consentWithdrawn) denials.push({ rule: 'CONSENT', text: 'consent for this number was withdrawn', until: null });
  if (AUTOMATIC.has(request.mode) && !DUTY_TO_PAY.has(request.ownerRole)) denials.push({ rule: 'ROLE', text: `the number belongs to somebody with no duty to pay (${request.ownerRole})`, until: null });
  return denials;
}

function counts(request: GateRequest, readings: GateReadings, zones: ZoneTable): Denial[] {
  const denials: Denial[] = [];
  const tomorrow = (): Instant | null => nextDay(zones, request.zone, request.now);
  if (readings.phoneToday >= request.caps.perPhonePerDay) denials.push({ rule: 'CAP-PHONE-DAY', text: `${readings.phoneToday} of ${request.caps.perPhonePerDay} attempts on this number today`, until: tomorrow() });
  if (request.partyId !== null && readings.partyToday >= request.caps.perPartyPerDay) denials.push({ rule: 'CAP-PARTY-DAY', text: `${readings.partyToday} of ${request.caps.perPartyPerDay} attempts on this person today`, until: tomorrow() });
  if (readings.lastOnPhone !== null && request.now - readings.lastOnPhone < request.caps.phoneSpacing) {
    denials.push({ rule: 'SPACING', text: `less than ${Math.round(request.caps.phoneSpacing / 60_000)} min since the last attempt on this number`, until: readings.lastOnPhone + request.caps.phoneSpacing });
  }
  return denials;
}

/** All rules must allow at once: the latest of their instants, moved into the window; null when any needs a fact to change. */
function earliest(request: GateRequest, denials: readonly Denial[], zones: ZoneTable): Instant | null {
  let at = request.now;
  for (const denial of denials) {
    if (denial.until === null) return null;
    at = Math.max(at, denial.until);
  }
  return request.window.name === TEST_WINDOW ? at : nextInsideWindow(zones, request.zone, request.window, at);
}
