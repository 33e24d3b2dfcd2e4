/** Decides a recorded decision again and says what differs. Words of a reason may change with a build; what it is, its count, limit, window and instants may not. */
import { decideOn, type Ruling } from '../compliance/grounds.js';
import type { Denial, Verdict } from '../compliance/gate.js';
import type { ZoneTable } from '../time/zones.js';
import { canonical } from './canonical.js';
import type { ChainRecord } from './chain.js';
import type { Decision } from './decision.js';
import { Shape, Unreadable } from './shape.js';

/** What the rules of a decision are; null: what was in force could not be read then, and nobody may be called. */
export interface Rules { readonly ruling: Ruling | null; readonly zones: ZoneTable }

/** null: the same answer for the same reasons. */
export function redecide(decision: Decision, { ruling, zones }: Rules): string | null {
  const again = decideOn(decision.grounds, decision.events, ruling, zones);
  const { verdict } = decision;
  if (again.allow !== verdict.allow) return `it says ${said(verdict)}; decided again: ${said(again)}`;
  if (again.allow || verdict.allow) return null;
  const [was, is] = [verdict.denials, again.denials];
  if (canonical(was.map(named)) !== canonical(is.map(named))) return `it says ${said(verdict)}; decided again: ${said(again)}`;
  const other = is.find((one, at) => canonical(figures(one)) !== canonical(figures(was[at])));
  if (other) return `${other.rule} has other figures when it is decided again`;
  return again.nextAt === verdict.nextAt ? null : 'another next lawful instant when it is decided again';
}
const said = (verdict: Verdict): string => (verdict.allow ? 'allowed' : `denied by ${verdict.denials.map((one) => one.rule).join(', ')}`);
const named = ({ rule, pack, version }: Denial): readonly unknown[] => [rule, pack ?? null, version ?? null];
const figures = (of: Denial | undefined): readonly unknown[] => (of === undefined ? [] : [of.until, of.count, of.limit, of.windowStart, of.windowEnd]);

/** Does what an event says in clear agree with what is sealed in it? null: it does. */
export function contradiction(event: Pick<ChainRecord, 'type' | 'data' | 'at' | 'caseId'>, { verdict, deed, grounds }: Decision): string | null {
  try {
    const data = new Shape(event.data);
    const rules = verdict.allow ? [] : verdict.denials.map((one) => one.rule);
    const agrees = event.type === (verdict.allow ? 'gate.allowed' : 'gate.denied') && event.at === grounds.now && event.caseId === deed.caseId && data.text('attemptId') === deed.attemptId && data.textOrNull('permitId') === deed.permitId && data.text('mode') === grounds.mode && canonical(data.texts('rules')) === canonical(rules);
    return agrees ? null : 'what it says in clear is not what it sealed';
  } catch (error) { if (error instanceof Unreadable) return 'what it says in clear can not be read'; throw error; }
}
