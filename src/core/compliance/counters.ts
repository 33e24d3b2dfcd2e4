/** How far each limit is used up, for people: what a decision counted, also where it did not deny. */
import { holds } from './condition.js';
import { countDays, countRolling, matcher, matching } from './counting.js';
import type { CountWindow, EventFilter, PackRule, Texts } from './pack.js';
import type { Policy } from './policy.js';
import type { GateAsk, LedgerEvent } from './request.js';
import type { Key } from './vocabulary.js';

export interface Counter { readonly rule: string; readonly pack: string; readonly texts: Texts; readonly count: number; readonly limit: number; /** Length of the window: calendar days, or seconds. */ readonly window: { readonly days?: number; readonly seconds?: number } }

/** Of every rule that counts and that speaks of this request now. Where zones differ, the fullest. */
export function counters(policy: Policy, ask: GateAsk, events: readonly LedgerEvent[]): readonly Counter[] {
  return policy.packs.flatMap((pack) => pack.rules.flatMap((rule) => {
    const counted = counting(rule);
    const conditions = [pack.when, rule.when].filter((one) => one !== undefined);
    if (!counted || !rule.channels.includes(ask.channel) || !conditions.every((one) => holds(one, ask, ask.now)) || !inForce(pack.effective, ask.now) || !inForce(rule, ask.now)) return [];
    const found = matching(events, matcher(counted.filter, counted.key), ask, -Infinity);
    const { window } = counted;
    const zones = window.form === 'rolling' ? [] : window.zone === 'candidates' ? ask.zones : [window.zone];
    const clocks = zones.map((zone) => policy.zones.clock(zone)).filter((clock) => clock !== undefined);
    const count = window.form === 'rolling' ? countRolling(found, window.seconds, ask.now) : Math.max(0, ...clocks.map((clock) => countDays(found, window.days, clock, ask.now)));
    return [{ rule: rule.id, pack: pack.id, texts: rule.texts, count, limit: counted.limit, window: window.form === 'rolling' ? { seconds: window.seconds } : { days: window.days } }];
  }));
}
const inForce = (span: { readonly from?: number; readonly until?: number }, now: number): boolean => (span.from ?? -Infinity) <= now && now < (span.until ?? Infinity);

function counting(rule: PackRule): { readonly key: readonly Key[]; readonly window: CountWindow; readonly limit: number; readonly filter: EventFilter } | null {
  switch (rule.kind) {
    case 'count': return { key: rule.key, window: rule.window, limit: rule.limit, filter: rule.count };
    case 'cooldown': return { key: rule.key, window: rule.window, limit: 1, filter: rule.after };
    case 'spacing': return { key: rule.key, window: { form: 'rolling', seconds: rule.between }, limit: 1, filter: rule.count };
    default: return null;
  }
}
