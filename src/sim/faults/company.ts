/** Who works in the world of a seed, for whom, under which rules: drawn from the seed, the same every time. */
import type { PhoneBook } from '../../app/ports/phones.js';
import type { Vault } from '../../app/ports/vault.js';
import type { CreateOf } from '../../app/store/moves/records.js';
import type { CampaignSettings } from '../../core/campaign/settings.js';
import type { Outcome } from '../../core/call/outcome.js';
import type { TrunkSpend } from '../../core/money/call-cost.js';
import type { E164, Id, Instant, Millis, ZoneName } from '../../core/units.js';
import { between, chance, integer, weighted, type SeededDice } from '../rng.js';
import type { Rules } from './eyes.js';
import { campaignRows, debtorRows, dispositionRows, operatorRows, trunkRow, userRow } from './rows.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const RETRIED: readonly Outcome[] = ['busy', 'no_answer', 'unavailable', 'rejected', 'congestion', 'carrier_fault', 'abandoned', 'cancelled', 'unknown', 'not_placed', 'machine'];

/** Hours a seed is played at: over Greenwich's midnight, over the window's end or its beginning, over midnight where calls are made all night, or any. */
export type Hours = 'greenwich' | 'evening' | 'morning' | 'midnight' | 'day';

export interface Company {
  readonly when: Hours;
  readonly start: Instant;
  /** The shift goes on until then at least: an evening's goes past the end of the window, or nothing would be seen of it. */
  readonly until: Instant;
  readonly entities: readonly Id[];
  /** Collectors. */
  readonly users: readonly { readonly id: Id; readonly entityId: Id }[];
  readonly supervisors: readonly { readonly id: Id; readonly entityId: Id }[];
  readonly people: readonly { readonly id: Id; readonly entityId: Id }[];
  readonly campaigns: readonly Id[];
  readonly debtors: readonly { readonly n: number; readonly entityId: Id; readonly caseId: Id; readonly number: E164; readonly second: E164 | null }[];
  readonly settings: Pick<CampaignSettings, 'mode' | 'zone' | 'window' | 'caps' | 'recycle' | 'wrapUp' | 'ringTimeout'>;
  readonly rules: Rules;
  readonly tick: Millis;
  /** The longest verdict; 0: nobody listens first. */
  readonly screening: Millis;
}

/** Names that are in no other text: an answer that holds the other's is a leak. */
const [NORTH, SOUTH] = ['northcol', 'southcol'] as const;
/** Where the date changes in Greenwich in the middle of the calling window, and where it does not. */
const PLACES = { 'Asia/Shanghai': 8, 'America/Los_Angeles': -8, 'America/New_York': -5 } as const;

export function drawCompany(dice: SeededDice): Company {
  const place = weighted(dice, { 'Asia/Shanghai': 2, 'America/Los_Angeles': 1, 'America/New_York': 1 }) ?? 'Asia/Shanghai';
  const offset = PLACES[place] * HOUR;
  const midnight = Date.UTC(2026, 10, 20) - offset;
  const greenwich = ((offset % (24 * HOUR)) + 24 * HOUR) % (24 * HOUR);
  const when: Hours = weighted(dice, { greenwich: greenwich > 8.5 * HOUR && greenwich < 21 * HOUR ? 3 : 0, evening: 0.6, morning: 0.4, midnight: 0.6, day: 3 }) ?? 'day';
  const start = midnight + (when === 'greenwich' ? greenwich - 17 * MINUTE : when === 'evening' ? 21 * HOUR + 18 * MINUTE : when === 'morning' ? 8 * HOUR - 3 * MINUTE : when === 'midnight' ? 24 * HOUR - 17 * MINUTE : between(dice, 8.5 * HOUR, 20 * HOUR));
  const window = when === 'midnight' ? { from: 0, to: 24 } : { from: 8, to: 22 };
  const oclock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
  const entities = [NORTH, SOUTH];
  const users = Array.from({ length: 8 }, (_, n) => ({ id: `${n < 5 ? NORTH : SOUTH}-a${n}`, entityId: n < 5 ? NORTH : SOUTH }));
  const supervisors = entities.map((entityId) => ({ id: `${entityId}-head`, entityId }));
  const numberOf = (n: number, rank: number): E164 => `+86138${String(rank)}${String(1_000_000 + n).slice(1)}9`;
  const debtors = Array.from({ length: 300 }, (_, n) => {
    const entityId = n % 8 < 5 ? NORTH : SOUTH;
    return { n, entityId, caseId: `${entityId}-case-${n}`, number: numberOf(n, 1), second: chance(dice, 0.2) ? numberOf(n, 2) : null };
  });
  const rest = 3 * MINUTE, wrapUp = 25 * SECOND;
  const perPhone = 2, perParty = 3, spacing = 2 * MINUTE;
  return {
    when, start: Math.floor(start), until: when === 'evening' ? midnight + window.to * HOUR + 6 * MINUTE : 0, entities, users, supervisors, people: [...users, ...supervisors], campaigns: entities.map((one) => `${one}-campaign`), debtors,
    tick: [200, 500, 1_000, 1_000, 1_000, 1_000][integer(dice, 0, 5)] ?? 500, screening: chance(dice, 0.5) ? integer(dice, 200, 900) : 0,
    settings: {
      mode: weighted(dice, { predictive: 0.75, progressive: 0.25 }) ?? 'predictive', zone: place, window: { name: 'default', from: oclock(window.from), to: oclock(window.to), days: [1, 2, 3, 4, 5, 6, 7] }, caps: { perPhonePerDay: perPhone, perPartyPerDay: perParty, phoneSpacing: spacing },
      recycle: Object.fromEntries(RETRIED.map((outcome) => [outcome, { delay: rest, max: 3, nextNumber: outcome === 'no_answer' }])), wrapUp: { limit: wrapUp, then: 'ready' }, ringTimeout: 20 * SECOND,
    },
    rules: { offset, window: { from: window.from * 60, to: window.to * 60 }, perPhone, perParty, spacing, rest: Object.fromEntries(RETRIED.map((outcome) => [outcome, rest])), abandonment: 0.03, wrapUp },
  };
}

/** So much money that it never stops a call: only whether it is counted right is looked at. */
const spend = (zone: ZoneName): TrunkSpend => ({ currency: 'CNY', dailyLimit: 10_000_000_000, zone, maxMinutes: 120, rates: [{ prefix: '+86', perMinute: 100_000, setup: 0, first: 60, step: 60 }] });

export function companyRows(of: Company, vault: Vault, phones: PhoneBook): CreateOf[] {
  const at = of.start;
  for (const { number } of of.debtors.slice(0, 1)) if (!phones.normalise(number, 'CN').ok) throw new RangeError(`${number} is no number`);
  const settings = of.settings;
  return [
    ...of.entities.flatMap((id) => operatorRows(at, id, `${id}-team`)),
    userRow(at, { id: 'boss', role: 'administrator', entityId: of.entities[0] ?? '', teamId: null, phone: null }),
    ...of.users.map(({ id, entityId }, n) => userRow(at, { id, role: 'collector', entityId, teamId: `${entityId}-team`, phone: String(1000 + n) })),
    ...of.supervisors.map(({ id, entityId }) => userRow(at, { id, role: 'supervisor', entityId, teamId: `${entityId}-team`, phone: null })),
    ...of.entities.flatMap((id) => campaignRows(at, { id: `${id}-campaign`, entityId: id, teamId: `${id}-team`, listId: `${id}-list`, settings })),
    ...['fs1', 'fs2'].flatMap((node, k) => ['carrier1', 'carrier2'].map((gateway, n) => trunkRow(at, k * 2 + n, { gateway, node, callsPerSecond: 8, maxCalls: 60, spend: n === 0 ? spend(settings.zone) : null }))),
    ...dispositionRows(at),
    ...of.debtors.flatMap(({ n, entityId, number, second }) => debtorRows({ at, vault, prefix: `${entityId}-`, n, numbers: second === null ? [number] : [number, second], entityId, teamId: `${entityId}-team`, listId: `${entityId}-list`, campaignId: `${entityId}-campaign` })),
  ];
}
